"""What every tier's specification is made of: the frozen model, the faults it may have, the limits of a
cloud.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from jiban.components.field_docs import described_fields

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

Cloud = Literal["azure", "aws"]
"""A cloud that can provide the platform tiers."""

Path = tuple[str | int, ...]
"""Where a value stands below a model: field names, map keys and list positions."""


class Spec(BaseModel):
    """A frozen specification with plain values that are known before deployment.

    Unknown fields are refused, types are never coerced, and a field's docstring is its description
    in the JSON Schema, in `jiban explain` and in the reference page.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
        # A model is built with the one that holds it, or when it is used by itself: most never are.
        defer_build=True,
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> dict[str, Any]:
        """Return the model's JSON Schema, in which each field is described by its docstring.

        Pydantic reads docstrings of every model that is imported if asked to, which costs each plan more than
        it takes to check the stack file. Only a schema shows them.
        """
        found = handler(core_schema)
        model = handler.resolve_ref_schema(found)
        for name, text in described_fields(cls).items():
            model["properties"][name].setdefault("description", text)
        return found


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a specification, in the words of whoever wrote it."""

    path: Path
    """The field at fault, relative to the model that was checked."""
    reason: str
    """Why the value cannot stand, with the arithmetic where there is any. One sentence, no full stop."""
    remedy: str
    """What to set instead. An imperative phrase, no full stop."""

    def below(self, *prefix: str | int) -> "Fault":
        """The same fault, its path prefixed: how a tier's fault becomes the environment's."""
        return Fault((*prefix, *self.path), self.reason, self.remedy)


SpecT = TypeVar("SpecT", bound=Spec)


@dataclass(frozen=True, slots=True)
class Limit(Generic[SpecT]):
    """Something a cloud cannot do that a specification can ask for.

    The limits of a tier are data: the constructor refuses by them, the environment reports them with
    file and line, and the capability table is printed from them.
    """

    cloud: Cloud
    field: str
    """Dotted name of the field, as written in the capability table: `standby`, `read_replicas.*.region`."""
    note: str
    """What the capability table says: `single NAT only`."""
    faults: Callable[[SpecT], Iterator[Fault]]
    """Yields a fault for every place where the specification asks for what this cloud cannot do."""


class SpecRefusedError(ValueError):
    """A component was given a specification that its cloud cannot provide."""

    def __init__(self, component: str, faults: Sequence[Fault]) -> None:
        """Make the error from the component's logical name and at least one fault."""
        self.faults = tuple(faults)
        lines = [f"{'.'.join(map(str, fault.path))}: {fault.reason}; {fault.remedy}" for fault in faults]
        super().__init__(f"{component}: " + "\n".join(lines))


def refuse_beyond(limits: Sequence[Limit[Any]], cloud: Cloud, component: str, spec: Spec) -> None:
    """Refuse a specification that asks for more than the cloud can do.

    Raises:
        SpecRefusedError: with every fault at once.
    """
    # One function may stand for several fields, and then says the same fault for each.
    faults = list(
        dict.fromkeys(fault for limit in limits if limit.cloud == cloud for fault in limit.faults(spec))
    )
    if faults:
        raise SpecRefusedError(component, faults)
