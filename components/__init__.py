"""The library of tiers: what can be asked for (spec), what comes back (contract), how each cloud provides
it.
"""

if __name__ != "jiban.components":
    raise ImportError(
        f"this is jiban.components, and {__name__!r} would be a second copy of it: import jiban.components"
    )
