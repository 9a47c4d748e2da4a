from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Hashed and compressed names. Not strict: some packages refer to source maps that they do not ship."""

    manifest_strict = False
