import hypothesis
import pytest
from django.conf import settings

from tests.support import environment, machine
from tests.support.valkey import private_valkey
from tests.support.worker import Worker, forget_queued_work

# The same examples in each run, so that a change is judged by itself; --chaos looks for new ones.
hypothesis.settings.register_profile("leadflow", deadline=None, derandomize=True)
hypothesis.settings.register_profile("leadflow-chaos", deadline=None)
hypothesis.settings.load_profile("leadflow")


def pytest_addoption(parser):
    group = parser.getgroup("leadflow")
    group.addoption("--all", action="store_true", help="fail where something cannot be tested on this machine")
    group.addoption("--chaos", action="store_true", help="also the long fault tests")


def pytest_configure(config):
    if config.option.chaos:
        hypothesis.settings.load_profile("leadflow-chaos")
    lacking = machine.lacking()
    if config.option.all and lacking:
        raise pytest.UsageError(f"--all cannot test everything here: {', '.join(lacking.values())}")
    # Safe hashes are slow by design, and the hashed names of static files are made at the start of an installation.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Take out what this run leaves out, and start only one whole installation at a time."""
    left_out = set(what_is_left_out(config))
    kept, deselected = [], []
    for item in items:
        marked = {marker.name for marker in item.iter_markers()}
        (deselected if marked & left_out else kept).append(item)
        if "ops" in marked:
            item.add_marker(pytest.mark.xdist_group("whole installation"))
    items[:] = kept
    config.hook.pytest_deselected(items=deselected)


def what_is_left_out(config):
    """Marker -> what its tests are about and how they would run; empty where the same command runs them elsewhere."""
    lacking = machine.lacking()
    found = {marker: what for marker, what in lacking.items() if marker != "postgresql"}
    if not config.option.chaos:
        found["chaos"] = "long fault tests (--chaos)"
    if on_postgresql():
        found |= {"ops": "", "browser": ""}
    else:
        found["postgresql"] = "" if config.option.all else lacking.get("postgresql", "PostgreSQL (--all)")
    return found


def on_postgresql():
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def pytest_terminal_summary(terminalreporter, config):
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "counts" and report.when == "call":
                terminalreporter.write_line(value)
    left_out = filter(None, what_is_left_out(config).values())
    terminalreporter.write_line(f"Ran on {'PostgreSQL' if on_postgresql() else 'SQLite'}.")
    terminalreporter.write_line(f"Left out: {'; '.join(left_out) or 'nothing'}.")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """On SQLite the tests use the database of their data folder, in its file, as every other process would."""
    if not on_postgresql():
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = settings.DATABASES["default"]["NAME"]


@pytest.fixture(scope="session", autouse=True)
def valkey():
    """The broker of this test process."""
    with private_valkey(settings.BROKER_SOCKET, data=environment.DATA / "valkey") as server:
        yield server


@pytest.fixture
def worker(transactional_db, valkey, tmp_path):
    """A Celery worker that does what is queued from now on. Mark the test with `broker`."""
    forget_queued_work()
    running = Worker(tmp_path / "worker.log")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, in a form that also starts in a container."""
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    return browser_type_launch_args | {"executable_path": machine.chromium(), "args": arguments}


@pytest.fixture
def marketer(client):
    """Mia Sandvik of marketing, who is logged in."""
    # Models can be imported only once Django is set up.
    from leadflow.accounts.models import User
    from tests.factories import make_user

    marketer = make_user(User.Role.MARKETING, name="Mia Sandvik")
    client.force_login(marketer)
    return marketer
