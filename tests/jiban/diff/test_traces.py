"""Which of many values explains a change: the answer of holding each of them against it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiban.diff.changed_settings import Setting
from jiban.diff.resource_diff import ResourceDiff
from jiban.diff.traces import Trace, Traces
from jiban.diff.values import MISSING, PropertyChange
from jiban.model.plan import UNKNOWN
from tests.jiban.report.samples import resource

TEXTS = ["team-blue", "team-red", "team", "10.0.0.0/16", "10.0.0.0/8", "----", "logs", "blue team-red", "x"]
SIDES = st.sampled_from([*TEXTS, True, False, 3, 4, None, MISSING, UNKNOWN, ["team-red"], {"logs": "team"}])
SETTINGS = st.lists(
    st.builds(
        lambda key, before, after: Setting((f"shop:{key}",), before=before, after=after, place="x"),
        st.sampled_from(["logs", "audit_logs", "team", "zone", "--------"]),
        SIDES,
        SIDES,
    ),
    max_size=6,
)
NAMES = st.sampled_from(["shop-logs", "audit-logs-a", "team", "--------", "zones", "Audit_Logs"])


@given(SETTINGS, NAMES, st.sampled_from(["logs", "team", "size"]), SIDES, SIDES)
def test_the_best_of_many_values_is_the_best_of_each(
    settings: list[Setting], name: str, key: str, before: object, after: object
) -> None:
    """The first where several are as good."""
    each = ResourceDiff("update", resource("a:b:C", name), resource("a:b:C", name))
    change = PropertyChange((key,), before, after)
    strengths = [Trace(setting).strength(each, change) for setting in settings]
    best = max(strengths, default=0)
    expected = settings[strengths.index(best)] if best else None
    assert Traces(settings).explaining(each, change) is expected


@given(SETTINGS, NAMES)
def test_the_first_value_that_names_a_resource(settings: list[Setting], name: str) -> None:
    """Which comes, and is called after it."""
    each = ResourceDiff("create", None, resource("a:b:C", name))
    expected = next((setting for setting in settings if Trace(setting).names(each)), None)
    assert Traces(settings).naming(each) is expected
