"""A PostgreSQL server that one test has for itself, so that it can be killed or run out of room."""

import contextlib
from collections.abc import Iterator

from django.db import connection

from tests.support.postgres import AS_USUAL, Cluster, private_cluster
from tests.support.worker import database_address


@contextlib.contextmanager
def moved_to_a_server_of_its_own(*, disk: int | None = None) -> Iterator[Cluster]:
    """All that the test's database holds is on this server until the end, and Django asks this one."""
    with private_cluster(AS_USUAL, disk=disk) as server:
        server.copy(database_address()["LEADFLOW_DATABASE_URL"])
        connection.close()
        before = dict(connection.settings_dict)
        connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": server.port, "NAME": "leadflow", "USER": "leadflow"}
        try:
            yield server
        finally:
            connection.close()
            connection.settings_dict |= before
