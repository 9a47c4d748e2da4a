"""Loaded by pytest before Django's settings are (see pyproject.toml): each test process has its own data folder.

Its path has a blank in it, as the paths of many people have.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# What somebody set for their own installation must not reach the tests; the database is chosen on purpose.
KEPT = {"LEADFLOW_DATABASE_URL"}

for name in [name for name in os.environ if name.startswith("LEADFLOW_") and name not in KEPT]:
    del os.environ[name]

DATA = Path(tempfile.mkdtemp(prefix="leadflow tests "))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
(DATA / "static").mkdir()

os.environ["LEADFLOW_DATA_DIR"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "leadflow.settings"
# Playwright keeps an event loop in the thread of the test, which uses the ORM as every test does.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
