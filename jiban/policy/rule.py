"""What a rule is, and what it says of what it judges.

A rule is of one of three kinds: `ResourceRule` looks at one resource, `StackRule` at all of them together,
and `ChangeRule` at a resource before and after. A check is a function of what it is shown and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from jiban.policy.fields import checked, checked_items, type_of
from jiban.policy.parameters import Parameter
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.project.safe_text import fault_of

_Given = TypeVar("_Given")
_CLOUDS: Final = {"aws": "AWS", "azure-native": "Azure", "kubernetes": "Kubernetes"}


class Outcome(Enum):
    """How a rule has decided."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    UNKNOWN = "unknown"
    """What decides is not known before deployment."""
    ERROR = "error"
    """The rule itself could not be run: nothing is known of the subject."""
    NOT_APPLICABLE = "not applicable"


class Severity(Enum):
    """How bad it is where a rule fails, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Level(Enum):
    """What a failure does. Apart from severity: a team may enforce a small thing and advise on a big one."""

    MANDATORY = "mandatory"
    """It stops the deployment."""
    ADVISORY = "advisory"
    """It is told."""
    DISABLED = "disabled"
    """The rule is not run."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of one subject."""

    outcome: Outcome
    reason: str = ""
    """Why, for a person: a phrase, no full stop. Empty where it passes and there is nothing to add."""
    paths: tuple[str, ...] = ()
    """Input properties that it hangs on."""
    error: BaseException | None = field(default=None, compare=False, repr=False)
    """What the rule has raised, where it could not be run."""

    def __post_init__(self) -> None:
        """Refuse what no report could show.

        Raises:
            TypeError: a field has a value of another type.
        """
        checked(self, "a verdict", outcome=Outcome, reason=str)
        checked_items(self, "a verdict", "paths", str)


PASS: Final = Verdict(Outcome.PASS)


def passed(reason: str = "") -> Verdict:
    """Return that the subject is as it has to be."""
    return Verdict(Outcome.PASS, reason)


def failed(reason: str, *paths: str) -> Verdict:
    """Return that the subject is not as it has to be."""
    return Verdict(Outcome.FAIL, reason, paths)


def unknown(reason: str, *paths: str) -> Verdict:
    """Return that it cannot be told before deployment."""
    return Verdict(Outcome.UNKNOWN, reason, paths)


def not_applicable(reason: str) -> Verdict:
    """Return that the rule has nothing to say of the subject."""
    return Verdict(Outcome.NOT_APPLICABLE, reason)


def errored(error: BaseException) -> Verdict:
    """Return that a rule could not be run, because it has raised an exception."""
    said = fault_of(error, apart=Path(__file__).parent)
    return Verdict(Outcome.ERROR, f"the rule has raised {said}", error=error)


_WEIGHT: Final = (Outcome.FAIL, Outcome.ERROR, Outcome.UNKNOWN, Outcome.PASS, Outcome.NOT_APPLICABLE)


def together(verdicts: Iterable[Verdict], otherwise: Verdict = PASS) -> Verdict:
    """Return the verdict on a whole from those on its parts: the worst, with all reasons for it.

    Args:
        verdicts: of the parts.
        otherwise: what holds for a whole without parts.
    """
    found = list(verdicts)
    if not found:
        return otherwise
    worst = min((verdict.outcome for verdict in found), key=_WEIGHT.index)
    same = [verdict for verdict in found if verdict.outcome is worst]
    reasons = dict.fromkeys(verdict.reason for verdict in same if verdict.reason)
    paths = dict.fromkeys(path for verdict in same for path in verdict.paths)
    return Verdict(worst, "; ".join(reasons), tuple(paths))


def judged(check: Callable[..., Verdict], *args: object) -> Verdict:
    """Return the verdict of a check: UNKNOWN where it needs what is not known, ERROR where it has none."""
    try:
        return _given(Verdict, check(*args))
    except NotKnownError as error:
        return unknown(f"{error.path} {error.why}", error.path)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a rule is somebody's code, and the others have to be asked
        return errored(error)


def _given(kind: type[_Given], found: object) -> _Given:
    """Return what a check has given, if it is what it has to give."""
    if not isinstance(found, kind):
        raise TypeError(f"the check has given {type_of(found)} in place of a {kind.__name__}")
    return found


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its subject."""

    subject: ResourceView | None
    """None where it is the stack as a whole."""
    verdict: Verdict
    unseen: bool = False
    """True where nothing was judged, as the plan does not hold what would have been."""

    def __post_init__(self) -> None:
        """Refuse what no report could show.

        Raises:
            TypeError: the verdict is none, or the subject no resource.
        """
        checked(self, "a judgement", verdict=Verdict, subject=(ResourceView, type(None)))


def each_of(
    tokens: Iterable[str], check: Callable[[StackView, ResourceView], Verdict]
) -> Callable[[StackView], Iterator[Judgement]]:
    """Return the check of a `StackRule` that judges each resource of some types, with all others in sight.

    Args:
        tokens: types, without azure-native's API version.
        check: what is asked of one resource; facts about it are asked with the stack.
    """
    types = tuple(tokens)

    def every(stack: StackView) -> Iterator[Judgement]:
        for resource in stack.of(*types):
            yield Judgement(resource, judged(check, stack, resource))

    return every


Operation = Literal["create", "update", "replace", "delete", "same"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one resource."""

    op: Operation
    old: ResourceView | None
    """As it is; None where it is created."""
    new: ResourceView | None
    """As it will be; None where it is deleted."""
    forced_by: tuple[str, ...] = ()
    """Of a replacement: the input properties that force it."""
    certain: bool = True
    """Of a replacement: False where it hangs on what is not known before deployment."""
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Values that are set for the rule that is asked, by name; `Parameter.of` reads them."""
    dependents: int | None = None
    """How many other resources wait for it, at any distance; None where the host does not know."""
    regressions: tuple[str, ...] | None = None
    """Failures of it that it did not have before, each with its rule; None where the host does not know."""

    @property
    def subject(self) -> ResourceView:
        """The resource to speak of: as it will be, or as it was where it goes.

        Raises:
            ValueError: the change has neither side.
        """
        found = self.new or self.old
        if found is None:
            raise ValueError("a change without a resource")
        return found


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What all rules say of themselves."""

    id: str
    """As in the catalogue, `NET-001`; for ever."""
    text: str
    """What has to hold, in one sentence."""
    severity: Severity
    level: Level
    reason: str
    """Why it has to hold."""
    remedy: str
    """What to do about a failure: an imperative sentence."""
    link: str
    """Where a vendor or a standard says more."""
    types: tuple[str, ...]
    """Type tokens that it is about, without azure-native's API version; of a change rule, none means all."""
    compliance: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The same demand in other catalogues, by their names: `cis`, `isms_p`, `iso27001`, `checkov`, ..."""
    setting: tuple[str, ...] = ()
    """Fields of a stack file of jiban's own platforms that mend a failure: `jiban:cluster.api_access`."""
    parameters: tuple[Parameter[Any], ...] = ()
    """Values that a team may set otherwise."""
    needs_marks: bool = False
    """Whether it has to tell what is marked as secret from what is not. The engine hands both over alike, so
    such a rule does not run there."""

    def __post_init__(self) -> None:
        """Refuse a rule that no report could show, and no waiver name.

        Raises:
            TypeError: a field has a value of another type.
            ValueError: the id is no word.
        """
        checked(self, "a rule", id=str, text=str, severity=Severity, level=Level)
        checked(self, "a rule", reason=str, remedy=str, link=str)
        checked_items(self, "a rule", "types", str)
        checked_items(self, "a rule", "setting", str)
        checked_items(self, "a rule", "parameters", Parameter)
        if not self.id or " " in self.id or not self.id.isprintable():
            raise ValueError(f"id of a rule has to be a word, got {self.id!a}")

    @property
    def kind(self) -> Literal["resource", "stack", "change"]:
        """What it looks at."""
        raise NotImplementedError

    @property
    def clouds(self) -> tuple[str, ...]:
        """Whose resources it is about: `AWS`, `Azure`, `Kubernetes`; none where it is about any."""
        providers = {token.partition(":")[0] for token in self.types}
        return tuple(cloud for provider, cloud in _CLOUDS.items() if provider in providers)


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """A rule that looks at one resource of its types at a time."""

    check: Callable[[ResourceView], Verdict]

    @property
    def kind(self) -> Literal["resource", "stack", "change"]:
        """A resource."""
        return "resource"

    def applies_to(self, token: str) -> bool:
        """Tell whether it is about a type, given as plain token."""
        return token in self.types

    def judge(self, resource: ResourceView) -> Verdict:
        """Return the verdict on one resource, of whatever type."""
        if not self.applies_to(resource.token):
            return not_applicable(f"{resource.short_type} is not what the rule is about")
        return judged(self.check, resource)


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """A rule that looks at resources together: one judgement for each subject that it finds."""

    check: Callable[[StackView], Iterator[Judgement]]

    @property
    def kind(self) -> Literal["resource", "stack", "change"]:
        """A stack."""
        return "stack"

    def judge(self, stack: StackView) -> tuple[Judgement, ...]:
        """Return the judgements; one of NOT_APPLICABLE where the stack has nothing for the rule."""
        found: list[Judgement] = []
        try:
            for each in self.check(stack):
                found.append(_given(Judgement, each))  # noqa: PERF401 - what came before it raised is kept
        except NotKnownError as error:
            # A check that judges subject by subject catches this itself; here no subject can be named.
            found.append(Judgement(None, unknown(f"{error.path} {error.why}", error.path)))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - as in `judged`
            found.append(Judgement(None, errored(error)))
        return tuple(found) or (
            Judgement(None, not_applicable("the stack has nothing that the rule is about")),
        )


@dataclass(frozen=True, kw_only=True)
class ChangeRule(Rule):
    """A rule that looks at one change at a time."""

    check: Callable[[Change], Verdict]

    @property
    def kind(self) -> Literal["resource", "stack", "change"]:
        """A change."""
        return "change"

    def judge(self, change: Change) -> Verdict:
        """Return the verdict on one change."""
        if self.types and change.subject.token not in self.types:
            return not_applicable(f"{change.subject.short_type} is not what the rule is about")
        return judged(self.check, change)
