"""The library of tiers: what can be asked for (spec), what comes back (contract), how each cloud provides
it.
"""
