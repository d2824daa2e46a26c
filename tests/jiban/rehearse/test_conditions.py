"""What people have done in a simulated cloud."""

from pathlib import Path

from jiban.rehearse.conditions import Conditions, read_conditions, write_conditions


def test_people_have_done_everything_where_nothing_is_said(tmp_path: Path) -> None:
    """And the deployer stands inside."""
    assert read_conditions(tmp_path) == Conditions(place="inside", listed=False)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """The last writing counts."""
    written = Conditions(
        "outside", listed=True, images=("a:1",), secrets={"pin": False}, mapped=True, edited=("id",)
    )
    write_conditions(tmp_path, Conditions())
    write_conditions(tmp_path, written)
    assert read_conditions(tmp_path) == written
