import pulumi

from jiban.components.turns import Line
from jiban.testing import plan_program


class Thing(pulumi.CustomResource):
    """A resource with nothing in it."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        """Declare it."""
        super().__init__("test:index:Thing", name, {}, opts)


def test_each_waits_for_the_one_before_it() -> None:
    """The first waits for nobody, and no two of a line are ever changed together."""

    def program() -> None:
        line = Line()
        for name in ("a", "b", "c"):
            line.add(Thing(name, pulumi.ResourceOptions(depends_on=line.last)))

    made = plan_program(program).resources_of("test:index:Thing")
    assert {each.name: each.dependency_names for each in made} == {"a": set(), "b": {"a"}, "c": {"b"}}


def test_lines_do_not_wait_for_each_other() -> None:
    """Children of different parents are made at the same time."""

    def program() -> None:
        for name in ("a", "b"):
            line = Line()
            line.add(Thing(name, pulumi.ResourceOptions(depends_on=line.last)))

    made = plan_program(program).resources_of("test:index:Thing")
    assert [each.dependency_names for each in made] == [set(), set()]
