"""An explanation says what a value means, where it comes from, and what another value would change."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Plan, Resource, Secret
from jiban.plan.errors import PlanError
from jiban.plan.run import plan
from jiban.settings import explain as explaining
from jiban.settings.explain import Trial, UnknownPathError, explain, text
from tests.infra.environments import LEAST, ROOT, load, stack

SERVER = "azure-native:dbforpostgresql:Server"


def resource(name: str, *, protect: bool = False, **inputs: Any) -> Resource:
    """Make a server of this name."""
    urn = f"urn:pulumi:prod::tripgen::{SERVER}::{name}"
    return Resource(urn=urn, type=SERVER, name=name, custom=True, inputs=inputs, protect=protect)


def planned(*resources: Resource) -> Plan:
    """Make a plan of these resources."""
    return Plan("tripgen", "prod", resources)


class Recorded:
    """A plan runner that gives the same two plans and keeps what it was asked."""

    def __init__(self, before: Plan, after: Plan) -> None:
        self.before, self.after = before, after
        self.asked: list[tuple[Sequence[str], Sequence[str]]] = []

    def __call__(self, *, overrides: Sequence[str], path_overrides: Sequence[str]) -> Plan:
        """Return the plan as it is without overrides, the other one with them."""
        self.asked.append((overrides, path_overrides))
        return self.after if overrides or path_overrides else self.before


def test_a_value_that_forces_a_replacement_says_so() -> None:
    """The property that forces it is named, in the words of `jiban diff`."""
    before = planned(resource("db", location="koreacentral"))
    after = planned(resource("db", location="koreasouth"))
    (found,) = _trial(before, after).diff.resources
    assert (found.kind, [cause.path for cause in found.causes]) == ("replace", [("location",)])


def test_protection_is_compared() -> None:
    """A resource that loses its protection has changed."""
    (found,) = _trial(planned(resource("db", protect=True)), planned(resource("db"))).diff.resources
    assert found.kind == "update"


def test_equal_plans_do_not_differ() -> None:
    """What is unknown in both plans, or a secret in both, is no change."""
    same = planned(resource("db", id=UNKNOWN, password=Secret("x")))
    assert _trial(same, planned(resource("db", id=UNKNOWN, password=Secret("x")))).diff.empty


def _trial(before: Plan, after: Plan) -> Trial:
    found = explain(stack("prod"), "postgres.backup_retention_days", Recorded(before, after)).trial
    assert found is not None
    return found


def test_explanation_of_a_value() -> None:
    """Value, meaning, layer and line, range and default stand in the text, and then the change."""
    runner = Recorded(planned(resource("db", days=35)), planned(resource("db", days=34)))
    said = text(explain(stack("prod"), "postgres.backup_retention_days", runner))
    assert said == (
        "jiban:postgres.backup_retention_days = 35\n"
        "  Days for which the server can be restored to any point in time. Default: 7.\n"
        "\n"
        "  from      preset, infra/presets/production.yaml:14\n"
        "  takes     7 to 35 days\n"
        "  default   7\n"
        "\n"
        "With 34 instead, 1 resource changes:\n"
        "  ~ db  dbforpostgresql.Server  updated\n"
        "      - days: 35\n"
        "      + days: 34"
    )


def test_path_may_have_the_namespace() -> None:
    """`jiban:postgres.backup_retention_days` is the same place as `postgres.backup_retention_days`."""
    loaded = stack("prod")
    assert explain(loaded, "jiban:postgres.backup_retention_days") == explain(
        loaded, "postgres.backup_retention_days"
    )


def test_other_value_is_planned_as_an_override_of_the_whole_key() -> None:
    """The stack is planned as it is, and with the key's map in which one value is another."""
    runner = Recorded(planned(), planned())
    explain(stack("prod"), "postgres.backup_retention_days", runner)
    (first, (overrides, path_overrides)) = runner.asked
    assert first == ((), ())
    assert path_overrides == ()
    key, _, value = overrides[0].partition("=")
    assert key == "jiban:postgres"
    assert json.loads(value)["backup_retention_days"] == 34
    assert json.loads(value)["machine"] == "Standard_D4s_v3"


def test_key_with_secrets_is_overridden_by_path(tmp_path: Path) -> None:
    """A map that holds encrypted values is not handed on as a whole, so that they stay secret."""
    lines = "  jiban:secrets:\n    names: [key]\n    values: { key: { secure: v1:abc } }\n"
    runner = Recorded(planned(), planned())
    explain(load(tmp_path, LEAST + lines), "secrets.retention_days", runner)
    assert runner.asked[1] == ((), ("jiban:secrets.retention_days=7",))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("protect", False),
        ("cluster.control_plane", "long_term"),
        ("cluster.version", "1.35"),
        ("cluster.pools.apps.max_nodes", 11),
        ("workloads.trip.image", "trip:1.0.1"),
        ("network.zones", [1, 2]),
        ("name_salt", "2"),
        ("preset", ["production", "100k"]),
        ("workloads.location.autoscale", None),
    ],
)
def test_other_value_is_a_valid_one(path: str, value: Any) -> None:
    """What is tried in place of a value may stand there: the next number or choice, the flag turned over."""
    explanation = explain(stack("prod"), path, Recorded(planned(), planned()))
    assert explanation.trial is not None
    assert explanation.trial.value == value


def test_a_preset_is_tried_with_what_it_sets_itself(tmp_path: Path) -> None:
    """The preset `development` has nodes for two zones where the stack file names three, so it is not the one
    tried.
    """
    text = (
        "config:\n  jiban:cloud: aws\n  jiban:region: ap-northeast-2\n  jiban:owner: platform\n"
        "  jiban:preset: production\n  jiban:registry: null\n  jiban:secrets: null\n"
        "  jiban:observability: { metrics: false }\n  jiban:network: { zones: [1, 2, 3] }\n"
        "  jiban:cluster: { admins: ['arn:aws:iam::111122223333:role/deployer'] }\n"
    )
    runner = Recorded(planned(), planned())
    trial = explain(load(tmp_path, text), "preset", runner).trial
    assert trial is not None
    assert trial.value is None
    assert runner.asked[1] == (("jiban:preset=null",), ())


def test_a_value_that_the_program_refuses_is_not_the_answer() -> None:
    """Where the settings let a value through and the program does not, the next one is tried."""
    same = planned(resource("db"))

    def runner(*, overrides: Sequence[str], path_overrides: Sequence[str]) -> Plan:
        asked = [json.loads(each.partition("=")[2]) for each in (*overrides, *path_overrides)]
        if asked and asked[0]["backup_retention_days"] == 34:
            raise PlanError("34 is refused")
        return same

    trial = explain(stack("prod"), "postgres.backup_retention_days", runner).trial
    assert trial is not None
    assert trial.value == 17


def test_a_plan_that_fails_as_it_stands_is_said() -> None:
    """A stack that cannot be planned at all is no answer of a trial."""

    def runner(**_asked: Sequence[str]) -> Plan:
        raise PlanError("no plan")

    with pytest.raises(PlanError, match="no plan"):
        explain(stack("prod"), "postgres.backup_retention_days", runner)


def test_value_without_another_says_so() -> None:
    """The one cloud there is cannot be changed, and nothing is planned for it."""
    runner = Recorded(planned(), planned())
    explanation = explain(stack("prod"), "cloud", runner)
    assert explanation.trial is None
    assert runner.asked == []
    assert text(explanation).endswith(
        "No other value was found that may stand here beside the rest of the environment."
    )


def test_map_lists_its_leaves() -> None:
    """A map is explained by every value below it, each with its own place."""
    said = text(explain(stack("prod"), "cache")).splitlines()
    assert said[0] == "jiban:cache"
    assert "  standby         true            infra/presets/azure/production.yaml:11" in said
    assert '  clustering      "cluster"       default' in said


def test_nothing_is_said_of_what_is_below_null() -> None:
    """A group that is not there has no values."""
    said = text(explain(stack("prod"), "cache")).splitlines()
    assert "  maintenance     null            default" in said
    assert [line for line in said if line.startswith("  maintenance.")] == []


def test_tier_that_is_not_there(tmp_path: Path) -> None:
    """A field of a tier that the environment does not have is explained without a value."""
    explanation = explain(load(tmp_path, LEAST), "postgres.backup_retention_days")
    assert not explanation.present
    assert text(explanation).startswith(
        "jiban:postgres.backup_retention_days: the environment has no jiban:postgres\n"
    )


def test_secret_is_not_shown(tmp_path: Path) -> None:
    """A secret's value stands in no explanation, of itself or of the map around it."""
    lines = "  jiban:secrets:\n    names: [key]\n    values: { key: { secure: v1:abc } }\n"
    loaded = load(tmp_path, LEAST + lines)
    for path in ("secrets.values.key", "secrets"):
        said = text(explain(loaded, path))
        assert "[secret]" in said
        assert "undisclosed" not in said


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("postgres.backup_retention_dais", "postgres.backup_retention_days"),
        ("backup_retention_days", "postgres.backup_retention_days"),
        ("workloads.tripp.image", "workloads.trip.image"),
    ],
)
def test_unknown_path_has_near_matches(path: str, near: str) -> None:
    """A path that is not there is answered with the ones that were probably meant."""
    with pytest.raises(UnknownPathError, match=near.replace(".", r"\.")) as caught:
        explain(stack("prod"), path)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("path", ["", "jiban:", "postgres..x", "a[", "[0]", "network.zones[9]", "값"])
def test_odd_path_is_unknown(path: str) -> None:
    """Whatever is no path of the environment is said to be none."""
    with pytest.raises(UnknownPathError):
        explain(stack("prod"), path)


def test_explanation_of_production_for_real() -> None:
    """In the plan of production, the days of backup are one property of the database server."""
    runner = partial(plan, ROOT, "prod")
    explanation = explaining.explain(stack("prod"), "postgres.backup_retention_days", runner)
    assert explanation.trial is not None
    (found,) = explanation.trial.diff.resources
    (change,) = found.changes
    assert (found.kind, found.resource.name) == ("update", "postgres-primary")
    assert (change.path, change.before, change.after) == (("backup", "backupRetentionDays"), 35, 34)


def test_values_that_are_no_text_are_shown_as_they_are(tmp_path: Path) -> None:
    """A list by its items."""
    loaded = load(tmp_path, LEAST + "  jiban:network:\n    zones: [1, 2]\n")
    said = text(explain(loaded, "network.zones")).splitlines()
    assert "  default   [1, 2, 3]" in said
    assert "  zones[1]             2              Pulumi.test.yaml:5" in text(explain(loaded, "network"))
