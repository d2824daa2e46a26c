"""The rules, in lists. A pack is nothing but a choice of rules."""

from typing import Final

from policies.rule import Rule
from policies.rules import (
    dsg_001,
    dsg_004,
    dsg_017,
    dsg_018,
    dsg_021,
    k8c_003,
    k8c_006,
    k8c_013,
    net_001,
    pg_001,
    pg_002,
    sec_003,
    wkl_001,
    wkl_019,
)

NAME: Final = "jiban"
"""Name of the pack, as Pulumi shows it."""

RULES: Final[tuple[Rule, ...]] = (
    net_001.RULE,
    k8c_003.RULE,
    k8c_006.RULE,
    k8c_013.RULE,
    pg_001.RULE,
    pg_002.RULE,
    sec_003.RULE,
    wkl_001.RULE,
    wkl_019.RULE,
    dsg_001.RULE,
    dsg_004.RULE,
    dsg_017.RULE,
    dsg_018.RULE,
    dsg_021.RULE,
)
"""All rules, in the order of the catalogue."""
