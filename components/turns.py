"""Order among resources that a service refuses to change at once.

`jiban/rehearse/one_at_a_time.yaml` lists their kinds.
"""

from collections.abc import Sequence
from typing import TypeVar

import pulumi

ResourceT = TypeVar("ResourceT", bound=pulumi.Resource)


class Line:
    """Resources that are made one after the other, and taken away in the opposite order.

        line = Line()
        for each in names:
            line.add(Child(each, opts=pulumi.ResourceOptions(depends_on=line.last)))

    One line stands for one parent that is busy while any of them changes; whoever declares a child of that
    parent takes a place in its line, also from another component.
    """

    def __init__(self) -> None:
        """Begin a line that nobody stands in."""
        self._last: tuple[pulumi.Resource, ...] = ()

    @property
    def last(self) -> Sequence[pulumi.Resource]:
        """What the next resource waits for, as its `depends_on`: the one before it, nothing for the first."""
        return self._last

    def add(self, resource: ResourceT) -> ResourceT:
        """Put a resource at the end of the line, and return it."""
        self._last = (resource,)
        return resource
