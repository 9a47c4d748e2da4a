"""What axe finds wrong with a page, in one line per finding."""

from axe_playwright_python.sync_playwright import Axe


def findings(page, *rules: str) -> list[str]:
    """Rule, number of places, the first place, and what to do; empty where the page is sound. By all rules, or
    these."""
    options = {"runOnly": list(rules)} if rules else None
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{found['id']} x{len(found['nodes'])}: {found['nodes'][0]['html'][:200]} {found['help']}"
        for found in violations
    ]
