"""What AWS cannot do with servers is refused with the reason and what to set."""

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.base import Fault
from jiban.components.compute.limits import LIMITS
from jiban.components.compute.spec import ComputeSpec, ServerGroupSpec
from tests.components.compute.test_aws import CERTIFICATE, spec


def found(asked: ComputeSpec) -> list[Fault]:
    """Every fault of a specification, each once."""
    return list(dict.fromkeys(fault for limit in LIMITS for fault in limit.faults(asked)))


def several(**groups: dict[str, Any]) -> ComputeSpec:
    """Groups of which some fields are given."""
    return ComputeSpec.model_validate(
        {
            "balancer": {"certificate": CERTIFICATE, "clients": ("203.0.113.0/24",)},
            "servers": {name: {"image": "api:1.0.0", **fields} for name, fields in groups.items()},
        }
    )


def test_a_plain_group_is_not_refused() -> None:
    """The defaults work."""
    assert found(spec()) == []


def test_an_unknown_size_is_refused() -> None:
    """With what is near."""
    (fault,) = found(spec(machine="t3.medum"))
    assert fault.path == ("servers", "api", "machine")
    assert "t3.medium" in fault.remedy


def test_a_port_of_the_system_is_refused() -> None:
    """The container has no rights that would let it listen there."""
    assert found(spec(port=80)) == [
        Fault(
            ("servers", "api", "port"),
            "80 is below 1024, where only programs with rights of the system listen",
            "have the program listen at 8080, or another port from 1024 on",
        )
    ]
    assert found(spec(port=1024)) == []


def test_an_image_of_another_ecr_is_refused() -> None:
    """Servers may sign in to their own registry alone."""
    (fault,) = found(spec(image="111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/api:1"))
    assert fault.path == ("servers", "api", "image")


@pytest.mark.parametrize(
    ("client", "reason"),
    [
        ("0.0.0.0/0", "0.0.0.0/0 holds 4,294,967,296 addresses, and the servers are no public site"),
        ("203.0.113.7/24", "203.0.113.7/24 has host bits set"),
        ("999.0.0.0/24", "Octet 999 (> 255) not permitted in '999.0.0.0'"),
    ],
)
def test_a_client_that_is_nobody_or_everybody_is_refused(client: str, reason: str) -> None:
    """The internet comes by a content network."""
    (fault,) = found(spec(balancer={"clients": ("10.0.0.0/8", client)}))
    assert (fault.path, fault.reason) == (("balancer", "clients", 1), reason)


def test_two_groups_at_one_place_are_refused() -> None:
    """A load balancer takes one rule at a place."""
    (fault,) = found(several(api={"order": 5, "path": "/api"}, web={"order": 5}))
    assert fault == Fault(
        ("servers", "web", "order"), "api has order 5 as well", "give each group another number"
    )


def test_a_group_that_nothing_reaches_is_refused() -> None:
    """An earlier one answers all of its requests."""
    (fault,) = found(several(web={"order": 1}, api={"order": 2, "path": "/api"}))
    assert fault == Fault(
        ("servers", "api", "order"),
        "web, at 1, answers all that api, at 2, would",
        "set an order below 1",
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"path": "/api"}, {}),
        ({"path": "/api"}, {"path": "/api2"}),
        ({"hosts": ("a.example.com",)}, {"hosts": ("b.example.com",)}),
        ({"hosts": ("a.example.com",)}, {}),
        ({"path": "/api", "hosts": ("a.example.com",)}, {"path": "/api/x"}),
    ],
)
def test_groups_that_answer_different_requests_are_not_refused(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    """By path part by part, or by host."""
    assert found(several(a={"order": 1, **first}, b={"order": 2, **second})) == []


def test_a_variable_of_several_lines_is_refused() -> None:
    """A server reads one variable a line, and the rest would be variables of their own."""
    (fault,) = found(spec(env={"GREETING": "good\nmorning"}))
    assert fault.path == ("servers", "api", "env", "GREETING")


def test_variables_that_no_server_can_be_told_are_refused() -> None:
    """User data has a limit, and the script needs its share."""
    assert found(spec(env={"A": "x" * 8189})) == []
    (fault,) = found(spec(env={"A": "x" * 8190}))
    assert fault.reason == "the variables take 8,193 bytes, and a server is told 8,192"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"min": 3, "max": 2}, "min 3 is more than max 2; raise max"),
        (
            {"scale": {"schedules": {"day": {"start": "0 8 * * *", "end": "0 9 * * *", "servers": 9}}}},
            "scale.schedules.day asks for 9 servers, and min to max is 2 to 4; set a number between them",
        ),
        (
            {"scale": {"schedules": {"day": {"start": "0 8 * * *", "end": "0 8 * * *", "servers": 3}}}},
            "start and end are both 0 8 \\* \\* \\*; set a later end",
        ),
        ({"env": {"DB_PASSWORD": "hunter2hunter2"}}, "is a secret by its name"),
        ({"image": "api"}, "it has neither a tag nor a digest"),
    ],
)
def test_a_group_that_contradicts_itself_is_refused(fields: dict[str, Any], message: str) -> None:
    """With the numbers."""
    with pytest.raises(ValidationError, match=message):
        ServerGroupSpec.model_validate({"image": "api:1", "order": 1, **fields})
