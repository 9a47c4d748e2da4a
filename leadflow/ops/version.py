import tomllib
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """Leadflow's version, from the one place where it stands."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]
