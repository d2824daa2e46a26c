"""What a test assumes of a cloud: outputs of resources, results of functions, outputs of other stacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from jiban.model.plan import (
    UNKNOWN,
    Lookup,
    Placeholder,
    Resource,
    Secret,
    SourceLine,
    Unknown,
    matches_token,
)
from jiban.plan.errors import PlanError

if TYPE_CHECKING:
    from jiban.plan.recorder import Lookups

_T = TypeVar("_T")

_ADVICE: Final = "a test can give it as `functions`"
Properties = Mapping[str, Any]
Outputs = Properties | Callable[[Resource], Properties]
Result = Properties | Callable[[Properties], Properties]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a test says in the place of a cloud; by default nothing, and a plan is as in a preview."""

    outputs: Mapping[str, Outputs] = field(default_factory=dict[str, Outputs])
    """By type token or a short form of one: the outputs, or what computes them from the resource."""
    functions: Mapping[str, Result] = field(default_factory=dict[str, Result])
    """By function token or a short form of one: the result, or what computes it from the arguments."""
    stacks: Mapping[str, Properties] = field(default_factory=dict[str, Properties])
    """Outputs of other stacks, by the name that the program refers to them with."""
    resolve: bool = False
    """Whether every resource exists: its id and name are made up, and its outputs are its inputs."""

    def of(self, resource: Resource) -> Resource | None:
        """Return a resource with its assumed id and outputs, or None where nothing is assumed of it."""
        given = _most_specific_last(self.outputs, resource.type)
        if not given and not self.resolve:
            return None
        known: dict[str, Any] = {}
        for entry in given:
            known |= entry(resource) if callable(entry) else entry
        identity = known.pop("id", resource.id) or (f"id:{resource.name}" if self.resolve else None)
        made_up = {"name": f"name:{resource.name}"} if self.resolve else {}
        outputs = {**made_up, **resource.inputs, **known}
        for key in resource.options.additional_secret_outputs:
            if key in outputs and not isinstance(outputs[key], Secret):
                outputs[key] = Secret(outputs[key])
        return replace(resource, id=identity, outputs=outputs)

    def gives(self, type_: str, key: str) -> bool:
        """Return whether a property of a type is known whole; what it leaves out does not exist."""
        if self.resolve or not self.outputs:
            return self.resolve
        given = _most_specific_last(self.outputs, type_)
        return any(callable(entry) or key in entry for entry in given)


class AssumedLookups:
    """Finds results of functions and outputs of other stacks in assumptions, else as a plan without any."""

    def __init__(self, assumptions: Assumptions, otherwise: Lookups, *, alone: bool) -> None:
        """Take what is assumed, and what finds everything else.

        `alone` means that the program belongs to no project, so that no other stack can be planned.
        """
        self._assumptions = assumptions
        self._otherwise = otherwise
        self._alone = alone

    def invoke(
        self,
        token: str,
        args: Mapping[str, Any],
        kind: type | None,
        source: SourceLine | None,
        provider: Mapping[str, Any] | None = None,
    ) -> tuple[Mapping[str, Any] | Unknown, Placeholder | Lookup | None]:
        """Return the result of a function, and how it was found; None where it follows from the arguments."""
        given = _most_specific_last(self._assumptions.functions, token)
        if given:
            entry = given[-1]
            return entry(args) if callable(entry) else entry, Lookup("invoke", token, args, source=source)
        try:
            result, record = self._otherwise.invoke(token, args, kind, source, provider)
        except PlanError as error:
            if self._alone:
                error.add_note(_ADVICE)
            raise
        if self._alone and isinstance(result, Unknown) and isinstance(record, Placeholder):
            record = replace(record, note=f"its result is unknown; {_ADVICE}")
        return result, record

    def stack(
        self, name: str, source: SourceLine | None
    ) -> tuple[Mapping[str, Any] | Unknown, Placeholder | Lookup]:
        """Return the outputs of another stack, and how they were found."""
        if name in self._assumptions.stacks:
            return self._assumptions.stacks[name], Lookup("stack", name, source=source)
        if self._alone:
            return UNKNOWN, Placeholder("stack", name, {}, "unknown", "give its outputs as `stacks`", source)
        return self._otherwise.stack(name, source)


def _most_specific_last(given: Mapping[str, _T], token: str) -> list[_T]:
    found = [wanted for wanted in given if matches_token(token, wanted)]
    return [
        given[wanted] for wanted in sorted(found, key=lambda wanted: (wanted == token, wanted.count(":")))
    ]
