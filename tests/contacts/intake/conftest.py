import pytest

from contacts import intake


@pytest.fixture
def read(tmp_path):
    """Read a list from its text or bytes: `read("Name,Email\\n...")`."""

    def read(content, *, file="list.csv", zone="Europe/Oslo", **wishes):
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return intake.read(path, zone=zone, **wishes)

    return read
