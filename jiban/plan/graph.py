"""Dependencies: a plan as a graph for Mermaid or Graphviz.

Edges point to dependencies. A transitive one is left out, as by Graphviz's `tred`: where A depends on B and B
depends on C, A depends on C too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jiban import secrecy
from jiban.model.plan import ROOT_TYPE
from jiban.report.values import short_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jiban.model.plan import Plan, Resource

_PLAIN_LETTERS: Final = " -./:,()+=@$"
MERMAID_EDGES: Final = 500
"""Edges beyond which Mermaid draws nothing (its option `maxEdges`, 11.x)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A box: a resource, or a component with all that is in it."""

    key: str
    """Letters, digits and underscores; the same for the same resource in the next plan."""
    name: str
    kind: str
    inner: tuple[Node, ...] = ()
    """Boxes inside it."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and edges."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    """Keys of two nodes: the first needs the second."""


def tiers(plan: Plan) -> Graph:
    """Return the graph of what stands at the top of a plan: components, with the needs of all in them."""
    keys = _keys(plan)
    top = _tops(plan)
    nodes = tuple(
        Node(keys[each.urn], secrecy.current().text(each.name), short_type(each)) for each in plan.children()
    )
    edges = {
        (keys[top[needing]], keys[top[needed]])
        for needing, needed in _needs(plan)
        if top[needing] != top[needed]
    }
    return Graph(_title(plan), nodes, tuple(sorted(_reduced(edges))))


def resources(plan: Plan) -> Graph:
    """Return the graph of all resources, each inside its component."""
    keys = _keys(plan)
    children = plan.tree()

    def node(resource: Resource) -> Node:
        inner = tuple(node(child) for child in children.get(resource.urn, ()))
        return Node(keys[resource.urn], secrecy.current().text(resource.name), short_type(resource), inner)

    edges = {(keys[needing], keys[needed]) for needing, needed in _needs(plan)}
    return Graph(_title(plan), tuple(node(each) for each in plan.children()), tuple(sorted(_reduced(edges))))


def mermaid(graph: Graph) -> str:
    """Return a graph for Mermaid."""
    lines = ["---", f"title: {_yaml(graph.title)}", "---", "flowchart LR"]
    for node in graph.nodes:
        lines += _mermaid_node(node, "  ")
    lines += [f"  {needing} --> {needed}" for needing, needed in graph.edges]
    return "\n".join(lines) + "\n"


def _mermaid_node(node: Node, indent: str) -> Iterator[str]:
    label = f"{_mermaid_text(node.name)}<br/><small>{_mermaid_text(node.kind)}</small>"
    if not node.inner:
        yield f'{indent}{node.key}["{label}"]'
        return
    yield f'{indent}subgraph {node.key}["{_mermaid_text(node.name)}"]'
    if not any(child.inner for child in node.inner):
        yield f"{indent}  direction TB"
    for child in node.inner:
        yield from _mermaid_node(child, f"{indent}  ")
    yield f"{indent}end"


def _mermaid_text(text: str) -> str:
    """Write by its number whatever Mermaid, its Markdown or HTML would read as more than a letter."""
    return "".join(
        letter if letter.isalnum() or letter in _PLAIN_LETTERS else f"#{ord(letter)};"
        for letter in _one_line(text)
    )


def _yaml(text: str) -> str:
    return '"' + _one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def dot(graph: Graph) -> str:
    """Return a graph for Graphviz."""
    lines = [
        f"digraph {_dot_text(graph.title)} {{",
        "  rankdir=LR;",
        "  compound=true;",
        '  node [shape=box, style=rounded, fontname="Helvetica"];',
    ]
    for node in graph.nodes:
        lines += _dot_node(node, "  ")
    boxes = {node.key: node for top in graph.nodes for node in _walk(top)}
    for needing, needed in graph.edges:
        # Graphviz draws no edge from a cluster, only from a node in it up to the cluster's border.
        ends = [
            f"{end}=cluster_{key}" for end, key in (("ltail", needing), ("lhead", needed)) if boxes[key].inner
        ]
        border = f" [{', '.join(ends)}]" if ends else ""
        lines.append(f"  {_leaf(boxes[needing]).key} -> {_leaf(boxes[needed]).key}{border};")
    return "\n".join([*lines, "}"]) + "\n"


def _dot_node(node: Node, indent: str) -> Iterator[str]:
    if not node.inner:
        yield f"{indent}{node.key} [label={_dot_text(node.name, node.kind)}];"
        return
    yield f"{indent}subgraph cluster_{node.key} {{"
    yield f"{indent}  label={_dot_text(node.name)};"
    for child in node.inner:
        yield from _dot_node(child, f"{indent}  ")
    yield f"{indent}}}"


def _dot_text(*lines: str) -> str:
    escaped = (_one_line(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


FORMS: Final[Mapping[str, Callable[[Graph], str]]] = {"mermaid": mermaid, "dot": dot}
"""How a graph is written, by the name of the format."""


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.inner:
        yield from _walk(child)


def _leaf(node: Node) -> Node:
    while node.inner:
        node = node.inner[0]
    return node


def _title(plan: Plan) -> str:
    return f"{plan.project}/{plan.stack}"


def _keys(plan: Plan) -> dict[str, str]:
    """Return a key for each resource by its name; of two that look alike, the second one's gets a number."""
    taken: set[str] = set()
    keys: dict[str, str] = {}
    for resource in plan.resources:
        # A letter in front, because `end`, `graph` and others mean something to Mermaid.
        stem = "r_" + re.sub(r"[^A-Za-z0-9]+", "_", secrecy.current().text(resource.name)).strip("_")
        key, number = stem, 1
        while key in taken:
            number += 1
            key = f"{stem}__{number}"
        taken.add(key)
        keys[resource.urn] = key
    return keys


def _tops(plan: Plan) -> dict[str, str]:
    """Return by URN the URN of the resource at the top of the tree that it is in."""
    root = plan.root
    top: dict[str, str] = {}
    for resource in plan.resources:
        parent = resource.parent
        at_top = parent is None or (root is not None and parent == root.urn)
        top[resource.urn] = resource.urn if at_top else top.get(parent or "", resource.urn)
    return top


def _needs(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield pairs of URNs: a resource, and one that must be there before it, other than its own parents."""
    known = {resource.urn: resource for resource in plan.resources if resource.type != ROOT_TYPE}
    for resource in known.values():
        above = set(_parents(resource, known))
        for urn in _needed(resource):
            if urn in known and urn != resource.urn and urn not in above:
                yield resource.urn, urn


def _needed(resource: Resource) -> Iterator[str]:
    yield from resource.dependencies
    for urns in resource.property_dependencies.values():
        yield from urns
    if resource.provider:
        yield resource.provider.rpartition("::")[0]
    if resource.options.deleted_with:
        yield resource.options.deleted_with


def _parents(resource: Resource, known: Mapping[str, Resource]) -> Iterator[str]:
    parent = resource.parent
    while parent is not None and parent in known:
        yield parent
        parent = known[parent].parent


def _reduced(edges: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Leave out every edge whose end is reached from its start by others; in a circle all edges stay."""
    following: dict[str, list[str]] = {}
    for start, end in edges:
        following.setdefault(start, []).append(end)
        following.setdefault(end, [])
    reach = _Reach(following)
    return {
        (start, end)
        for start, ends in following.items()
        for end in ends
        if not any(
            reach.leads(other, end) and not reach.leads(other, start) and not reach.leads(end, other)
            for other in ends
            if other != end
        )
    }


class _Reach:
    """What is reached from each node: a bit for each of them, so that thousands of nodes take little room."""

    def __init__(self, following: Mapping[str, Sequence[str]]) -> None:
        self._places = {node: place for place, node in enumerate(following)}
        self._reached = dict.fromkeys(following, 0)
        order = _last_first(following)
        changed = True
        # One round does for a graph without circles, as every node then comes after all that it leads to.
        while changed:
            changed = False
            for node in order:
                reached = 0
                for after in following[node]:
                    reached |= 1 << self._places[after] | self._reached[after]
                if reached != self._reached[node]:
                    self._reached[node] = reached
                    changed = True

    def leads(self, start: str, end: str) -> bool:
        """Return whether a way leads from one node to another."""
        return bool(self._reached[start] >> self._places[end] & 1)


def _last_first(following: Mapping[str, Sequence[str]]) -> list[str]:
    """Order nodes so that each comes after those that it leads to, as far as there is no circle."""
    done: dict[str, None] = {}
    seen: set[str] = set()
    for first in following:
        todo = [(first, False)]
        while todo:
            node, is_left = todo.pop()
            if is_left:
                done[node] = None
            elif node not in seen:
                seen.add(node)
                todo.append((node, True))
                todo.extend((after, False) for after in following[node])
    return list(done)
