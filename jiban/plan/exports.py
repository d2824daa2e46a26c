"""Which line of the program gives an output of the stack: the SDK keeps no position for `pulumi.export`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from jiban.plan import sdk

if TYPE_CHECKING:
    from jiban.model.plan import SourceLine
    from jiban.plan.source_lines import SourceLines


class Exports:
    """The lines that export."""

    def __init__(self, source_lines: SourceLines) -> None:
        """Begin without any."""
        self._source_lines = source_lines
        self._lines: dict[str, SourceLine] = {}
        self._odd: list[tuple[Any, SourceLine]] = []
        """Of names that are no text, and may not be compared or hashed."""

    def changes(self) -> list[tuple[Any, str, Any]]:
        """Return what to replace in the SDK, with the replacement."""
        original = sdk.stack.Stack.output

        @functools.wraps(original)
        def output(stack: Any, name: Any, value: Any) -> None:
            trace = self._source_lines.trace()
            if trace and isinstance(name, str):
                self._lines[name] = trace[0]
            elif trace:
                self._odd.append((name, trace[0]))
            original(stack, name, value)

        return [(sdk.stack.Stack, "output", output)]

    def line_of(self, name: Any) -> SourceLine | None:
        """Return the line that exports an output; None for one that the program gives in another way."""
        if isinstance(name, str):
            return self._lines.get(name)
        return next((line for each, line in self._odd if each is name), None)
