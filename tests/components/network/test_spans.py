"""Ports that overlap are one span, and others stay apart."""

from hypothesis import given
from hypothesis import strategies as st

from jiban.components.network.spans import joined, text

ports = st.lists(
    st.integers(1, 200) | st.tuples(st.integers(1, 100), st.integers(100, 200)), min_size=1, max_size=6
)


def test_a_port_and_a_range_around_it_are_one() -> None:
    """8510 lies in 8500 to 8599."""
    assert joined([8510, (8500, 8599), 443]) == ((443, 443), (8500, 8599))


def test_neighbours_stay_apart() -> None:
    """80 and 81 share no port."""
    assert joined([81, 80]) == ((80, 80), (81, 81))


def test_a_span_is_written_as_people_do() -> None:
    """One number for one port."""
    assert [text(span) for span in ((443, 443), (8500, 8599))] == ["443", "8500-8599"]


@given(ports)
def test_spans_hold_the_ports_and_no_others(found: list[int | tuple[int, int]]) -> None:
    """Every port is in exactly one span, and a span has no port that nobody asked for."""
    wanted = {
        port
        for each in found
        for port in (range(each, each + 1) if isinstance(each, int) else range(each[0], each[1] + 1))
    }
    held = [port for first, last in joined(found) for port in range(first, last + 1)]
    assert sorted(wanted) == sorted(held)
