"""The options of a registration, as a plan keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto import resource_pb2

from jiban.model.plan import CustomTimeouts, Options
from jiban.plan.convert import Reader
from jiban.plan.errors import PlanError
from jiban.plan.options import options_of


def read(**given: Any) -> Options:
    """Read the options of a request with some fields."""
    return options_of(resource_pb2.RegisterResourceRequest(name="it", **given), {}, Reader())


def test_a_registration_without_options_has_none() -> None:
    """What the program does not say stays with the provider."""
    assert read() == Options()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"ignoreChanges": ["a", "b"]}, {"ignore_changes": ("a", "b")}),
        ({"replaceOnChanges": ["a", "b"]}, {"replace_on_changes": ("a", "b")}),
        ({"additionalSecretOutputs": ["a", "b"]}, {"additional_secret_outputs": ("a", "b")}),
        ({"hideDiffs": ["a", "b"]}, {"hide_diffs": ("a", "b")}),
        ({"retainOnDelete": True}, {"retain_on_delete": True}),
        ({"deletedWith": "urn:a"}, {"deleted_with": "urn:a"}),
        ({"replace_with": ["urn:b", "urn:a"]}, {"replace_with": ("urn:a", "urn:b")}),
        ({"importId": "a"}, {"import_id": "a"}),
        ({"version": "1.2.3"}, {"version": "1.2.3"}),
        ({"pluginDownloadURL": "https://a"}, {"plugin_download_url": "https://a"}),
        (
            {"deleteBeforeReplace": True, "deleteBeforeReplaceDefined": True},
            {"delete_before_replace": True},
        ),
        (
            {"deleteBeforeReplace": False, "deleteBeforeReplaceDefined": True},
            {"delete_before_replace": False},
        ),
        ({"deleteBeforeReplace": True, "deleteBeforeReplaceDefined": False}, {}),
    ],
)
def test_an_option_is_kept(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """Each by itself, and no other with it."""
    assert read(**given) == Options(**expected)


def test_the_providers_of_a_component_are_kept() -> None:
    """By the package that each is for."""
    request = resource_pb2.RegisterResourceRequest(name="it")
    assert options_of(request, {"aws": "urn:p::id"}, Reader()) == Options(providers={"aws": "urn:p::id"})


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("before_create", "BeforeCreate"),
        ("after_create", "AfterCreate"),
        ("before_update", "BeforeUpdate"),
        ("after_update", "AfterUpdate"),
        ("before_delete", "BeforeDelete"),
        ("after_delete", "AfterDelete"),
    ],
)
def test_hooks_are_kept_by_their_kind(field: str, kind: str) -> None:
    """Under the engine's names."""
    hooks = resource_pb2.RegisterResourceRequest.ResourceHooksBinding(**{field: ["a", "b"]})
    assert read(hooks=hooks) == Options(hooks={kind: ("a", "b")})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("100ns", 1e-7),
        ("5us", 5e-6),
        ("5\u00b5s", 5e-6),
        ("250ms", 0.25),
        ("45s", 45),
        ("30m", 1800),
        ("2h", 7200),
        ("1h30m", 5400),
        ("1.5h", 5400),
        (".5s", 0.5),
    ],
)
def test_a_timeout_is_a_duration(text: str, seconds: float) -> None:
    """In the units of Go, which add up."""
    for operation in ("create", "update", "delete", "read"):
        timeouts = resource_pb2.RegisterResourceRequest.CustomTimeouts(**{operation: text})
        found = read(customTimeouts=timeouts).custom_timeouts
        assert found == CustomTimeouts(**{operation: getattr(found, operation)})
        assert getattr(found, operation) == pytest.approx(seconds)


def test_timeouts_that_say_nothing_are_none() -> None:
    """An empty text is the provider's default."""
    timeouts = resource_pb2.RegisterResourceRequest.CustomTimeouts(create="")
    assert read(customTimeouts=timeouts).custom_timeouts is None


@pytest.mark.parametrize("text", ["30", "30 m", "m", "1d", "30m!", "x30m"])
def test_a_timeout_that_is_no_duration_is_refused(text: str) -> None:
    """With the resource, and what one looks like."""
    timeouts = resource_pb2.RegisterResourceRequest.CustomTimeouts(delete=text)
    with pytest.raises(PlanError) as refused:
        read(customTimeouts=timeouts)
    assert str(refused.value) == (
        f"invalid custom timeout {text!r} of 'it': expected a duration such as 30m or 1h30m"
    )
