"""Results of functions in the simulated cloud."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiban.plan.functions.call import ArgumentError
from jiban.rehearse.lookups import NoResultError, look_up
from tests.jiban.growing import calls


def test_what_needs_no_cloud_is_computed() -> None:
    """The simulated cloud computes what a plan computes, for its own region."""
    found = look_up("aws:elb/getServiceAccount:getServiceAccount", {}, None, "eu-west-1")
    assert found["arn"] == "arn:aws:iam::156460612806:root"


def test_lookups_of_the_project_come_first(tmp_path: Path) -> None:
    """An entry of lookups.yaml counts, also for what could be computed."""
    (tmp_path / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    (tmp_path / "lookups.yaml").write_text(
        "invokes: [{token: 'aws:index/getRegion:getRegion', result: {id: x}}]\n"
    )
    assert look_up("aws:index/getRegion:getRegion", {}, tmp_path, "eu-west-1") == {"id": "x"}


def test_many_lookups_are_not_searched_one_by_one(tmp_path: Path) -> None:
    """The last of a thousand entries is found with the work of the last of four."""

    def work(number: int) -> int:
        project = tmp_path / str(number)
        project.mkdir()
        (project / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
        (project / "__main__.py").touch()
        entries = "".join(
            f"- {{token: 'a:b:c', args: {{name: n{index}}}, result: {{at: {index}}}}}\n"
            for index in range(number)
        )
        (project / "lookups.yaml").write_text(f"invokes:\n{entries}")
        last = {"name": f"n{number - 1}"}
        assert look_up("a:b:c", last, project, "eu-west-1") == {"at": number - 1}
        return calls(lambda: look_up("a:b:c", last, project, "eu-west-1"))

    assert work(1000) == work(4)


def test_what_a_cloud_knows_comes_from_the_table() -> None:
    """Zones are those of the region, with the arguments."""
    found = look_up(
        "aws:index/getAvailabilityZones:getAvailabilityZones", {"state": "available"}, None, "eu-west-1"
    )
    assert (found["state"], found["names"]) == ("available", ["eu-west-1a", "eu-west-1b", "eu-west-1c"])


def test_function_without_a_result_is_named() -> None:
    """The message says where a result can be given."""
    with pytest.raises(NoResultError, match=r"no result for aws:a:b: add one to lookups.yaml"):
        look_up("aws:a:b", {}, None, "eu-west-1")


def test_arguments_that_the_provider_refuses_are_refused() -> None:
    """A rehearsal ends where a deployment would."""
    with pytest.raises(ArgumentError, match=r"^version must be"):
        look_up("aws:iam/getPolicyDocument:getPolicyDocument", {"version": "1"}, None, "eu-west-1")
