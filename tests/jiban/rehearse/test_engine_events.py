"""What the engine tells of a command."""

from pathlib import Path

from jiban.rehearse.engine_events import Events, of_kind

TEXT = """{"sequence": 1, "diagnosticEvent": {"message": "a summaryEvent follows"}}

{"sequence": 2, "summaryEvent": {"resourceChanges": {"same": 2}}}
{"sequence": 3, "cancelEvent": {}}
"""


def test_events_are_a_files_lines_in_their_order(tmp_path: Path) -> None:
    """But for the empty ones; a file that was not written has none."""
    file = tmp_path / "events"
    assert list(Events.read(file)) == []
    file.write_text(TEXT)
    events = Events.read(file)
    assert [each["sequence"] for each in events] == [1, 2, 3]
    assert (len(events), [each["sequence"] for each in events[1:]]) == (3, [2, 3])


def test_those_of_one_kind() -> None:
    """And not those whose text names it; the same from events that were read already."""
    events = Events(TEXT.split("\n")[:1] + TEXT.split("\n")[2:4])
    for each in (events, list(events)):
        assert list(of_kind(each, "summaryEvent")) == [{"resourceChanges": {"same": 2}}]
        assert list(of_kind(each, "preludeEvent")) == []


def test_nothing_is_read_that_nobody_asks_for() -> None:
    """An event of a resource is long, and there are four of each."""
    assert list(of_kind(Events(['{"summaryEvent": {"a": 1}}', "{ broken"]), "summaryEvent")) == [{"a": 1}]
