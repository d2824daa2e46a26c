"""What can be asked for of the delivery, and what is refused with its reason."""

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.delivery.spec import DeliverySpec, SyncWindowSpec
from tests.components.delivery.examples import URL


def reason(model: Any, fields: dict[str, Any]) -> str:
    """Why a specification is refused."""
    with pytest.raises(ValidationError) as error:
        model.model_validate(fields)
    (found,) = error.value.errors()
    return found["msg"].removeprefix("Value error, ")


def window(**fields: Any) -> dict[str, Any]:
    """A window like the document's, with other fields."""
    return {"start": "0 2 * * 1-5", "hours": 2} | fields


def test_pulumi_owns_the_services_unless_it_is_said_otherwise() -> None:
    """An Argo CD that is only there changes nothing."""
    found = DeliverySpec()
    assert (found.owner, found.sync, found.repository, found.windows) == ("pulumi", "automated", None, {})


def test_windows_are_of_seoul_and_let_people_through() -> None:
    """Argo CD's own defaults would be UTC, and that nobody may."""
    found = SyncWindowSpec.model_validate(window())
    assert (found.kind, found.time_zone, found.manual_sync) == ("allow", "Asia/Seoul", True)


def test_the_documents_window_is_refused_with_the_arithmetic() -> None:
    """Three starts of two hours each are one window of four."""
    assert reason(SyncWindowSpec, window(start="0 2-4 * * 1-5")) == (
        "start 0 2-4 * * 1-5 comes at 02:00, 03:00 and 04:00, and a window of 2 hours is still open at the "
        "next one: together they are one of 4 hours, 02:00 to 06:00 Asia/Seoul; set a start that comes once "
        "in that time, or fewer hours"
    )


def test_a_window_over_midnight_that_meets_the_next_is_refused() -> None:
    """The times are told as a clock shows them."""
    found = reason(SyncWindowSpec, window(start="0 1,23 * * *", hours=3))
    assert found.startswith("start 0 1,23 * * * comes at 23:00 and 01:00, and a window of 3 hours")


def test_a_rollback_that_would_wait_is_refused_with_the_wait() -> None:
    """From Friday 04:00 to Monday 02:00."""
    assert reason(SyncWindowSpec, window(manual_sync=False)) == (
        "manual_sync is false, so nobody can roll back between two windows, which is up to 70 hours; set "
        "manual_sync to true"
    )


def test_a_freeze_may_hold_people_back() -> None:
    """Who denies says for how long."""
    assert not SyncWindowSpec.model_validate(window(kind="deny", manual_sync=False)).manual_sync


@pytest.mark.parametrize("hours", [0, 25, -1])
def test_a_window_is_an_hour_to_a_day(hours: int) -> None:
    """Less is none, more would meet its own next start."""
    reason(SyncWindowSpec, window(hours=hours))


def test_an_owner_without_a_repository_is_refused() -> None:
    """There is nothing that it could read."""
    assert reason(DeliverySpec, {"owner": "argo"}) == (
        "owner argo reads the services' manifests from a repository, and none is named; set repository.url, "
        "or owner to pulumi"
    )


def test_windows_without_a_repository_are_refused() -> None:
    """They would be of nothing."""
    assert reason(DeliverySpec, {"windows": {"night": window()}}).startswith("windows are hours in which")


@pytest.mark.parametrize("path", ["/etc", "../x", "a/../b", "a//b", "", "a/", ".git", "a/.git"])
def test_a_folder_outside_of_the_repository_is_refused(path: str) -> None:
    """A path is below the root, and no hidden one."""
    reason(DeliverySpec, {"repository": {"url": URL, "path": path}})


@pytest.mark.parametrize("path", [".", "environments/production", "a", "a.b/c_d"])
def test_folders_of_the_repository(path: str) -> None:
    """The root, and what is below it."""
    found = DeliverySpec.model_validate({"repository": {"url": URL, "path": path}})
    assert found.repository is not None
    assert found.repository.path == path
