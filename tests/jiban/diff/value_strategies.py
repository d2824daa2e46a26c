"""Values of all kinds that inputs hold, for properties of comparisons."""

from __future__ import annotations

from hypothesis import strategies as st

from jiban.model.placeholders import MarkedFlag, MarkedText, MarkedWhole
from jiban.model.plan import UNKNOWN, Fingerprint, Secret

LEAVES = st.sampled_from(
    [
        *(None, True, False, 0, 1, 1.0, "", "1", "a", UNKNOWN),
        *(MarkedText("a"), MarkedWhole(1), MarkedFlag(1)),
        *(Secret(1), Secret(value=True), Secret("a"), Secret([1]), Secret({"a": 1}), Secret({"a": UNKNOWN})),
        *(Secret(UNKNOWN), Secret(Fingerprint("a")), Secret(Fingerprint("b"))),
    ]
)
KEYS = st.sampled_from(["name", "port", "a"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)
INPUTS = st.dictionaries(KEYS, VALUES, max_size=2)
