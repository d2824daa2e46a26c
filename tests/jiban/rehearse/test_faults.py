import json
from pathlib import Path

import pytest

from jiban.rehearse.faults import Fault, FaultPlan, FaultsError, read_faults


def write(path: Path, *faults: object) -> Path:
    """Write a file of faults."""
    file = path / "faults.json"
    file.write_text(json.dumps(list(faults)))
    return file


def test_the_nth_call_that_matches_goes_wrong(tmp_path: Path) -> None:
    """Calls of other types are not counted, and only one call goes wrong."""
    file = write(tmp_path, {"op": "create", "type": "a", "nth": 2, "do": "hang"})
    plan = FaultPlan(file)
    asked = [plan.of("create", kind, "urn") for kind in ("a", "b", "a", "a")]
    assert asked == [None, None, Fault("create", 2, "before", "hang", type="a"), None]


def test_the_first_of_two_faults_on_one_call_happens(tmp_path: Path) -> None:
    """And the other one counts as seen: it does not happen on a later call."""
    first, second = {"op": "create", "do": "error"}, {"op": "create", "type": "a", "do": "hang"}
    plan = FaultPlan(write(tmp_path, first, second))
    found = [plan.of("create", "a", "urn") for _ in range(2)]
    assert [each and each.do for each in found] == ["error", None]


def test_a_missing_file_holds_no_fault(tmp_path: Path) -> None:
    """A cloud without a file of faults makes none."""
    assert read_faults(tmp_path / "faults.json") == ()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        pytest.param({"op": "create", "kind": "a"}, "fault 1: unknown key kind", id="unknown key"),
        pytest.param(
            {"op": "create", "do": "explode"}, "`do` one of error, partial, hang, exit", id="unknown action"
        ),
        pytest.param(
            "create",
            "fault 1: expected a map with op, type, urn, nth, when, do, got a string",
            id="a string",
        ),
    ],
)
def test_a_wrong_fault_is_named(tmp_path: Path, fault: object, said: str) -> None:
    """The message says which fault it is, and what would be right."""
    with pytest.raises(FaultsError) as caught:
        read_faults(write(tmp_path, fault))
    assert said in str(caught.value)


def test_every_fault_of_the_file_is_read(tmp_path: Path) -> None:
    """With what it leaves out: the first call, before anything is done, with an error."""
    second = {"op": "delete", "urn": "urn", "nth": 3, "when": "after", "do": "exit"}
    assert read_faults(write(tmp_path, {"op": "create"}, second)) == (
        Fault("create", 1, "before", "error"),
        Fault("delete", 3, "after", "exit", urn="urn"),
    )


def test_a_fault_of_one_object_is_of_no_other(tmp_path: Path) -> None:
    """By its URN, and by what is done."""
    plan = FaultPlan(write(tmp_path, {"op": "delete", "urn": "mine"}))
    asked = [("create", "mine"), ("delete", "other"), ("delete", "mine")]
    assert [bool(plan.of(op, "a", urn)) for op, urn in asked] == [False, False, True]


def test_the_second_wrong_fault_is_named(tmp_path: Path) -> None:
    """By its number, from one."""
    with pytest.raises(
        FaultsError, match=r"^faults\.json, fault 2: `when` must be one of before, after, `do`"
    ):
        read_faults(write(tmp_path, {"op": "create"}, {"op": "create", "when": "later"}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "faults.json: expected a list of faults, got a map"),
        ("[", "faults.json is not JSON: "),
    ],
)
def test_a_file_that_is_no_list_of_faults(tmp_path: Path, text: str, said: str) -> None:
    """It is named, with what is in it."""
    (tmp_path / "faults.json").write_text(text)
    with pytest.raises(FaultsError) as caught:
        read_faults(tmp_path / "faults.json")
    assert str(caught.value).startswith(said)
