"""TripGen's delivery, as far as it is built: new versions come in as canaries (T15)."""

from jiban.model.plan import Plan
from tests.infra.tripgen import of_type


def test_t15_new_versions_come_in_as_canaries(prod: Plan) -> None:
    """T15: 10 % of the requests first; the AI service has no requests, and rolls."""
    rollouts = of_type(prod, "argoproj.io/v1alpha1:Rollout")
    assert {
        name: each.inputs["spec"]["strategy"]["canary"]["steps"][0] for name, each in rollouts.items()
    } == {
        "user-rollout": {"setWeight": 10},
        "trip-rollout": {"setWeight": 10},
        "location-rollout": {"setWeight": 10},
    }


def test_t15_a_canary_is_watched_for_a_quarter_of_an_hour(prod: Plan) -> None:
    """T15: 15 minutes, and back above 1 % of errors."""
    templates = of_type(prod, "argoproj.io/v1alpha1:AnalysisTemplate")
    found = {
        name: [(each["count"], each["interval"], each["failureCondition"]) for each in template["metrics"]]
        for name, template in ((name, each.inputs["spec"]) for name, each in templates.items())
    }
    watched = [(15, "60s", "len(result) > 0 && result[0] > 0.01")]
    assert found == {"user-analysis": watched, "trip-analysis": watched, "location-analysis": watched}


def test_t15_whoever_is_on_call_hears_of_a_version_that_was_taken_back(prod: Plan) -> None:
    """T15: Teams and PagerDuty, by the group that pages."""
    group = of_type(prod, "PrometheusRuleGroup")["alerts-rollouts"]
    (rule,) = (each for each in group.inputs["rules"] if each["alert"] == "taken-back")
    assert rule["severity"] == 1
