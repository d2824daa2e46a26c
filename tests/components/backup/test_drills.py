"""When drills run, and what the machine that measures them does."""

import json
import re
from typing import Any

import botocore.session
import pytest

from jiban.components.backup.drills import dates, machine

STATES: dict[str, Any] = json.loads(machine("drill_pms_prod", 2))["States"]


@pytest.mark.parametrize(("every", "months"), [("quarterly", "1,4,7,10"), ("monthly", "*")])
def test_a_drill_begins_on_the_tenth_at_ten_in_korea(every: Any, months: str) -> None:
    """And has to have run two days later, which is asked in UTC."""
    found = dates(every)
    assert (found.schedule, found.time_zone, found.start_hours) == (
        f"cron(0 10 10 {months} ? *)",
        "Asia/Seoul",
        8,
    )
    assert (found.due, found.due_days) == (f"cron(0 10 12 {months} ? *)", 2)


def put(state: str) -> dict[str, Any]:
    """The metrics that a state writes, each of the drills' plan."""
    found = STATES[state]
    assert found["Resource"] == "arn:aws:states:::aws-sdk:cloudwatch:putMetricData"
    assert found["Arguments"]["Namespace"] == "jiban/backup"
    assert found["End"] is True
    data = found["Arguments"]["MetricData"]
    assert all(each["Dimensions"] == [{"Name": "Plan", "Value": "drill_pms_prod"}] for each in data)
    return {each["MetricName"]: each["Value"] for each in data}


def test_a_drill_that_has_ended_well_is_measured_in_minutes() -> None:
    """From the order until the copy was there; and the failure before it is over."""
    assert put("Measure") == {
        "RestoreMinutes": "{% ($toMillis($states.input.completionDate) - "
        "$toMillis($states.input.creationDate)) / 60000 %}",
        "DrillFailures": 0,
    }


def test_anything_else_is_a_failure() -> None:
    """A job that failed or was stopped, or a date by which none has ended well."""
    assert put("Tell a failure") == {"DrillFailures": 1}
    assert STATES["What is told"]["Default"] == "Tell a failure"
    assert STATES["Whether one has ended well"]["Default"] == "Tell a failure"


def test_what_is_told_decides() -> None:
    """The word of a job, or that a drill has to have run."""
    assert [(each["Condition"], each["Next"]) for each in STATES["What is told"]["Choices"]] == [
        ("{% $states.input.status = 'COMPLETED' %}", "Measure"),
        ("{% $states.input.status = 'DUE' %}", "Look for drills"),
    ]


def test_a_drill_is_looked_for_since_the_day_before_it() -> None:
    """Three days back from the question, two after it: 259,200,000 milliseconds."""
    assert STATES["Look for drills"]["Arguments"] == {
        "ByRestoreTestingPlanArn": "{% $states.input.restoreTestingPlanArn %}",
        "ByStatus": "COMPLETED",
        "ByCreatedAfter": "{% $fromMillis($millis() - 259200000) %}",
    }
    assert STATES["Look for drills"]["Output"] == {"found": "{% $count($states.result.RestoreJobs) %}"}
    (choice,) = STATES["Whether one has ended well"]["Choices"]
    assert (choice["Condition"], choice["Next"]) == ("{% $states.input.found > 0 %}", "Well")


def test_every_state_leads_on_or_ends() -> None:
    """And each is reached."""
    document = json.loads(machine("drill", 2))
    assert document["QueryLanguage"] == "JSONata"
    reached = {document["StartAt"]}
    for state in STATES.values():
        following = {each["Next"] for each in state.get("Choices", ())}
        following |= {state[key] for key in ("Next", "Default") if key in state}
        assert following or state.get("End") or state["Type"] == "Succeed"
        reached |= following
    assert reached == set(STATES)


@pytest.mark.parametrize("state", [name for name, each in STATES.items() if each["Type"] == "Task"])
def test_each_task_is_an_operation_that_takes_its_arguments(state: str) -> None:
    """By the services' own models; the words of its states are among them."""
    (service, operation) = STATES[state]["Resource"].split(":")[-2:]
    model = botocore.session.get_session().get_service_model(service)
    shape: Any = model.operation_model(operation[0].upper() + operation[1:]).input_shape
    assert set(STATES[state]["Arguments"]) <= set(shape.members)
    assert set(shape.required_members) <= set(STATES[state]["Arguments"])


def test_expressions_are_whole() -> None:
    """Each stands between the marks by which Step Functions knows it, and has no double quote."""
    found = re.findall(r'"(\{%[^"]*)"', machine("drill", 2))
    assert len(found) == 7
    assert all(each.startswith("{% ") and each.endswith(" %}") for each in found)
