"""Mail and web domains of firms."""

from functools import cache, lru_cache


@lru_cache(maxsize=20_000)
def registrable(domain: str) -> str:
    """The part that a firm registered: `news.acme.co.uk` is `acme.co.uk`. Empty for what is no domain."""
    labels = domain.lower().strip(".").split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():
        return ""
    last_two = ".".join(labels[-2:])
    # An ending that is no public one, such as .example, counts as one label.
    return last_two if len(labels) == 2 else _extract()(domain).top_domain_under_public_suffix or last_two


@cache
def _extract():
    """With the list of endings that comes with the package; nothing is fetched."""
    # Takes half a second and 25 MB to load, which few domains need.
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
