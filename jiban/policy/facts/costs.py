"""Costs: what the resources of a stack cost in a month, as far as prices are known. Figures: `prices.yaml`.

Counted is what is paid whether it is used or not, at the fewest that autoscalers keep. What has no price here
is named, and so is what is paid by use: a sum that leaves them out is a lower bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from jiban.model.type_patterns import TypePatterns
from jiban.policy.facts import costs_aws, costs_azure, regions
from jiban.policy.facts.once import of, once
from jiban.policy.facts.ownership import is_read
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table

_FINDERS: Final = {**costs_aws.FINDERS, **costs_azure.FINDERS}


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is paid for."""

    resource: ResourceView
    key: str
    """Of the price: `ec2.t3.medium`; empty where it is free."""
    number: Decimal
    """How many of it: machines, gigabytes."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a stack costs in a month."""

    known: Decimal
    """US dollars of what has a price."""
    largest: tuple[tuple[str, Decimal], ...]
    """Names of resources with what they cost, the dearest first."""
    unpriced: tuple[str, ...]
    """Keys or types that have no price, each with a resource: `ec2.c7i.large (web)`."""
    missing: tuple[tuple[str, Decimal], ...]
    """The same keys and types, each with how many of it there are."""
    by_use: tuple[str, ...]
    """Types that are paid by use."""
    doubts: tuple[NotKnownError, ...]
    """What is not known before deployment, and of which resource."""
    elsewhere: bool
    """Whether prices of other regions are in it."""
    dates: tuple[str, ...]
    """Days or months that its prices are of, the oldest first; those that a project gives have none."""

    @property
    def doubt(self) -> NotKnownError | None:
        """The first of the doubts; None where there is none."""
        return self.doubts[0] if self.doubts else None


@once
def bill(stack: StackView, more: tuple[str, ...]) -> Bill:
    """Return what a stack costs in a month.

    Args:
        stack: all resources.
        more: prices that the tables do not have, `KEY=USD`.

    Raises:
        NotKnownError: one of those is not written so.
    """
    given = _given(more)
    sums: dict[str, Decimal] = {}
    unpriced, by_use, doubts, elsewhere = dict[str, str](), dict[str, None](), list[NotKnownError](), False
    missing, dates = dict[str, Decimal](), set[str]()
    for resource in stack.resources:
        if is_read(resource):
            continue
        kind = _kind(resource.token)
        if kind == "by use":
            by_use[resource.short_type] = None
        if kind == "unpriced":
            unpriced.setdefault(resource.short_type, resource.name)
            missing[resource.short_type] = missing.get(resource.short_type, Decimal(0)) + 1
        try:
            items = _items(stack, resource)
        except NotKnownError as error:
            doubts.append(NotKnownError(f"{error.path} of {resource.name}", error.why))
            continue
        for item in items:
            price = _price(item.key, given)
            if price is None:
                unpriced.setdefault(item.key, resource.name)
                missing[item.key] = missing.get(item.key, Decimal(0)) + item.number
                continue
            sums[resource.name] = sums.get(resource.name, Decimal(0)) + price * item.number
            elsewhere = elsewhere or _is_elsewhere(stack, resource, item.key)
            dates |= set() if item.key in given else _dates(item.key)
    largest = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
    return Bill(
        sum(sums.values(), Decimal(0)),
        tuple(largest),
        tuple(f"{key} ({name})" for key, name in unpriced.items()),
        tuple(missing.items()),
        tuple(by_use),
        tuple(doubts),
        elsewhere,
        tuple(sorted(dates)),
    )


def _is_elsewhere(stack: StackView, resource: ResourceView, key: str) -> bool:
    """Tell whether a price is that of another region than the resource's, for all that is known."""
    if key in _prices("azure"):
        return True
    try:
        own = table("jiban.policy.facts", "prices.yaml")["clouds"]["aws"]["region"]
        return regions.region(stack, resource).region != own
    except NotKnownError:
        return True


def _items(stack: StackView, resource: ResourceView) -> Sequence[Item]:
    finder = _FINDERS.get(resource.token)
    if finder is None:
        return ()
    return [Item(resource, key, Decimal(number)) for key, number in finder(stack, resource)]


def _price(key: str, given: Mapping[str, Decimal]) -> Decimal | None:
    """Return what one of something costs in a month; None where nobody says it."""
    usd = given.get(key)
    for cloud in ("aws", "azure"):
        row = _prices(cloud).get(key)
        if usd is None and row is not None:
            usd = Decimal(str(row["usd"]))
    if usd is None or "month" in key:
        return usd
    return usd * table("jiban.policy.facts", "prices.yaml")["hours_per_month"]


def _dates(key: str) -> set[str]:
    """Return the day or month of a price, as its row says or else its cloud."""
    clouds = table("jiban.policy.facts", "prices.yaml")["clouds"]
    rows = ((each["prices"].get(key), each["as_of"]) for each in clouds.values())
    return {str(row.get("as_of", of_cloud)) for row, of_cloud in rows if row is not None}


def _given(more: Sequence[str]) -> Mapping[str, Decimal]:
    """Return prices that are written as `KEY=USD`.

    Raises:
        NotKnownError: one is not.
    """
    found: dict[str, Decimal] = {}
    for text in more:
        key, _, usd = text.partition("=")
        if not _is_price(usd):
            raise NotKnownError("the parameter prices", f"has {text}, which is no KEY=USD")
        found[key.strip()] = Decimal(usd.strip())
    return found


def _is_price(text: str) -> bool:
    whole, _, part = text.strip().partition(".")
    return whole.isascii() and whole.isdigit() and (not part or (part.isascii() and part.isdigit()))


def _prices(cloud: str) -> Mapping[str, Mapping[str, Any]]:
    return table("jiban.policy.facts", "prices.yaml")["clouds"][cloud]["prices"]


@cache
def _kind(token: str) -> str:
    return next((kind for kind, patterns in _kinds().items() if patterns.fit(token)), "")


@cache
def _kinds() -> Mapping[str, TypePatterns]:
    rows = table("jiban.policy.facts", "prices.yaml")
    return {"by use": TypePatterns(rows["by_use"]), "unpriced": TypePatterns(rows["unpriced"])}


PAID: Final = tuple(_FINDERS)
"""Types that have a price."""
_BUDGETS: Final = {
    "azure-native:consumption:Budget": ("amount", "timeGrain"),
    "aws:budgets/budget:Budget": ("limitAmount", "timeUnit"),
}


def budget(stack: StackView) -> tuple[Decimal, str] | None:
    """Return the largest monthly budget that a stack declares with its cloud, and its name; None for none.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    found: list[tuple[Decimal, str]] = []
    for token, (amount, period) in _BUDGETS.items():
        for each in stack.of(token):
            with of(each):
                text = each[amount].text()
                if each[period].says("Monthly") and _is_price(text):
                    found.append((Decimal(text), each.name))
    return max(found, default=None)
