"""Fingerprints tell equal secrets from different ones, and nothing else."""

from __future__ import annotations

import json

import pytest

from jiban.model.digest import dumps, read_digest, redacted
from jiban.model.plan import UNKNOWN, Fingerprint, Secret
from jiban.plan.fingerprints import VARIABLE, Fingerprints
from jiban.project.project import placeholder_text
from tests.jiban.report.samples import plan_of, resource

KEY = bytes(32)


def test_equal_values_have_equal_fingerprints() -> None:
    """Also maps whose keys come in another order, and the same value in a secret of its own."""
    of = Fingerprints(KEY).of
    assert of({"a": 1, "b": Secret("x")}) == of({"b": "x", "a": 1})


def test_different_values_have_different_fingerprints() -> None:
    """A number is not its text."""
    of = Fingerprints(KEY).of
    assert len({of("1"), of(1), of(["1"]), of("2")}) == 4


def test_no_two_comparisons_have_the_same_key() -> None:
    """So nobody can try out passwords against a fingerprint that was seen before."""
    assert Fingerprints().of("hunter2") != Fingerprints().of("hunter2")


def test_what_cannot_be_known_has_none() -> None:
    """Neither what is unknown, nor what was not decrypted: its placeholder is the same whatever it is."""
    of = Fingerprints(KEY).of
    assert [of(UNKNOWN), of(["x", UNKNOWN]), of(f"a {placeholder_text('p', 's', 'k')}")] == [UNKNOWN] * 3


def test_another_process_is_asked_by_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that one process gives is the key that the other one takes."""
    for name, value in Fingerprints(KEY).environment().items():
        monkeypatch.setenv(name, value)
    assert Fingerprints.asked_for() == Fingerprints(KEY)


def test_nobody_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that is printed for a person says `[secret]`."""
    monkeypatch.delenv(VARIABLE, raising=False)
    assert Fingerprints.asked_for() is None


def test_a_digest_with_fingerprints_compares_with_its_plan() -> None:
    """It is read back as the plan that is redacted with the same key, and holds no secret."""
    of = Fingerprints(KEY).of
    plan = plan_of(
        resource("aws:s3/bucket:Bucket", "a", inputs={"x": Secret("hunter2"), "y": [Secret(UNKNOWN)]})
    )
    text = dumps(plan, of)
    assert "hunter2" not in text
    inputs = read_digest(json.loads(text)).resources[-1].inputs
    assert inputs == redacted(plan, of).resources[-1].inputs
    assert isinstance(inputs["x"].value, Fingerprint)
    assert inputs["y"] == [Secret(UNKNOWN)]
