import re
from pathlib import Path

from tests.support.installation import ROOT

READ = re.compile(r"env\.\w+\(\s*\"(LEADFLOW_\w+)\"")
APPS = ("leadflow", "contacts", "scoring", "cadences")


def test_every_setting_is_in_the_install_guide_and_every_one_there_is_read():
    read = {name for app in APPS for file in Path(ROOT, app).rglob("*.py") for name in READ.findall(file.read_text())}
    described = set(re.findall(r"^\| `(LEADFLOW_\w+)` \|", Path(ROOT, "docs/install.md").read_text(), re.MULTILINE))

    assert read == described
