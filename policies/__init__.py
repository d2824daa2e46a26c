"""The rules of jiban, for any Pulumi stack."""

if __name__ != "jiban.policies":
    raise ImportError(
        f"this is jiban.policies, and {__name__!r} would be a second copy of it: import jiban.policies"
    )
