"""A plan as a graph."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from jiban.model.plan import Options, Plan
from jiban.plan.graph import _reduced, dot, mermaid, resources, tiers
from tests.jiban.report.samples import plan_of, resource, shop


def chain() -> Plan:
    """A group, a network in it, and a database that needs both, with a provider for the last one."""
    group = resource("azure-native:resources:ResourceGroup", "group")
    network = resource("shop:net:Network", "network", custom=False)
    vnet = resource("azure-native:network:VirtualNetwork", "network-vnet", network, dependencies=(group.urn,))
    subnet = resource(
        "azure-native:network:Subnet",
        "network-subnet",
        network,
        dependencies=(group.urn, vnet.urn),
        property_dependencies={"resourceGroupName": (group.urn,), "virtualNetworkName": (vnet.urn,)},
    )
    database = resource("shop:db:Database", "db", custom=False)
    server = resource(
        "azure-native:dbforpostgresql:Server", "db-server", database, dependencies=(group.urn, subnet.urn)
    )
    return plan_of(group, network, vnet, subnet, database, server)


def test_tiers_have_the_needs_of_all_that_is_in_them() -> None:
    """An arrow between two components stands for those between their resources; what follows is left out."""
    assert mermaid(tiers(chain())) == textwrap.dedent(
        """\
        ---
        title: "shop/prod"
        ---
        flowchart LR
          r_group["group<br/><small>resources.ResourceGroup</small>"]
          r_network["network<br/><small>shop:net:Network</small>"]
          r_db["db<br/><small>shop:db:Database</small>"]
          r_db --> r_network
          r_network --> r_group
        """
    )


def test_all_resources_stand_inside_their_components() -> None:
    """The full graph has a box a component, and arrows between resources."""
    assert mermaid(resources(chain())) == textwrap.dedent(
        """\
        ---
        title: "shop/prod"
        ---
        flowchart LR
          r_group["group<br/><small>resources.ResourceGroup</small>"]
          subgraph r_network["network"]
            direction TB
            r_network_vnet["network-vnet<br/><small>network.VirtualNetwork</small>"]
            r_network_subnet["network-subnet<br/><small>network.Subnet</small>"]
          end
          subgraph r_db["db"]
            direction TB
            r_db_server["db-server<br/><small>dbforpostgresql.Server</small>"]
          end
          r_db_server --> r_network_subnet
          r_network_subnet --> r_network_vnet
          r_network_vnet --> r_group
        """
    )


def test_graphviz_gets_the_same_graph() -> None:
    """Components are clusters, named as Graphviz wants them."""
    assert dot(resources(chain())) == textwrap.dedent(
        """\
        digraph "shop/prod" {
          rankdir=LR;
          compound=true;
          node [shape=box, style=rounded, fontname="Helvetica"];
          r_group [label="group\\nresources.ResourceGroup"];
          subgraph cluster_r_network {
            label="network";
            r_network_vnet [label="network-vnet\\nnetwork.VirtualNetwork"];
            r_network_subnet [label="network-subnet\\nnetwork.Subnet"];
          }
          subgraph cluster_r_db {
            label="db";
            r_db_server [label="db-server\\ndbforpostgresql.Server"];
          }
          r_db_server -> r_network_subnet;
          r_network_subnet -> r_network_vnet;
          r_network_vnet -> r_group;
        }
        """
    )


def test_an_arrow_to_a_component_ends_at_its_border() -> None:
    """Graphviz draws arrows between nodes only, and cuts them at the cluster."""
    component = resource("a:b:Comp", "comp", custom=False)
    inner = resource("aws:x/y:Y", "inner", component)
    after = resource("aws:x/y:Y", "after", dependencies=(component.urn,))
    plan = plan_of(component, inner, after)
    assert "  r_after -> r_inner [lhead=cluster_r_comp];" in dot(resources(plan)).splitlines()
    assert "  r_after --> r_comp" in mermaid(resources(plan)).splitlines()


def test_providers_and_common_fate_are_needs_too() -> None:
    """A resource needs its explicit provider, and what takes it along when deleted."""
    provider = resource("pulumi:providers:aws", "east")
    one = resource("aws:x/y:Y", "one", provider=f"{provider.urn}::id")
    two = resource("aws:x/y:Y", "two", options=Options(deleted_with=one.urn))
    assert tiers(plan_of(provider, one, two)).edges == (("r_one", "r_east"), ("r_two", "r_one"))


def test_a_parent_is_no_need() -> None:
    """Being inside a box says it already."""
    outer = resource("a:b:Comp", "outer", custom=False)
    inner = resource("aws:x/y:Y", "inner", outer, dependencies=(outer.urn,))
    assert resources(plan_of(outer, inner)).edges == ()


def test_components_that_need_each_other_keep_their_arrows() -> None:
    """Resources cannot wait in a circle, but the boxes that they are in can; nothing of it is left out."""
    left = resource("a:b:Comp", "left", custom=False)
    right = resource("a:b:Comp", "right", custom=False)
    first = resource("aws:x/y:Y", "first", left)
    second = resource("aws:x/y:Y", "second", right, dependencies=(first.urn,))
    third = resource("aws:x/y:Y", "third", left, dependencies=(second.urn,))
    user = resource("aws:x/y:Y", "user", dependencies=(first.urn, second.urn))
    edges = tiers(plan_of(left, right, first, second, third, user)).edges
    assert edges == (
        ("r_left", "r_right"),
        ("r_right", "r_left"),
        ("r_user", "r_left"),
        ("r_user", "r_right"),
    )


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_leaving_arrows_out_keeps_every_way(pairs: set[tuple[int, int]]) -> None:
    """What is reached with fewer arrows is what was reached with all, with and without circles."""

    def reached(edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
        found = set(edges)
        for middle in "abcdefgh":
            found |= {(a, d) for a, b in found for c, d in found if b == middle == c}
        return found

    edges = {("abcdefgh"[start], "abcdefgh"[end]) for start, end in pairs if start != end}
    assert _reduced(edges) <= edges
    assert reached(_reduced(edges)) == reached(edges)


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_no_arrow_is_left_that_follows_from_others(pairs: set[tuple[int, int]]) -> None:
    """Without circles, taking any one of the remaining arrows away loses a way."""
    edges = {(f"n{start}", f"n{end}") for start, end in pairs if start < end}
    left = _reduced(edges)
    for start, end in left:
        todo, seen = [start], set[str]()
        while todo:
            node = todo.pop()
            new = {
                after for before, after in left if before == node and (before, after) != (start, end)
            } - seen
            seen |= new
            todo.extend(new)
        assert end not in seen


def test_names_that_look_alike_get_keys_of_their_own() -> None:
    """Letters that no key may have make no two resources one; words of Mermaid's are no keys."""
    plan = plan_of(
        resource("aws:x/y:Y", "a.b"),
        resource("aws:x/y:Y", "a-b"),
        resource("aws:x/y:Y", "end"),
        resource("aws:x/y:Y", "이름"),
    )
    assert [node.key for node in tiers(plan).nodes] == ["r_a_b", "r_a_b__2", "r_end", "r_"]


def test_labels_are_escaped() -> None:
    """Quotes, brackets, markup and line breaks in a name are letters of it."""
    plan = plan_of(resource("aws:x/y:Y", 'a"]<b>`x`#\n\\'))
    assert 'r_a_b_x["a#34;#93;#60;b#62;#96;x#96;#35; #92;<br/>' in mermaid(tiers(plan))
    assert 'r_a_b_x [label="a\\"]<b>`x`# \\\\\\nx.Y"];' in dot(tiers(plan))


@given(st.text(min_size=1))
def test_no_name_breaks_a_line(name: str) -> None:
    """Whatever a name is made of, the document keeps its lines, and its strings are closed."""
    plan = plan_of(resource("aws:x/y:Y", name))
    assert len(mermaid(tiers(plan)).splitlines()) == 5
    assert len(dot(tiers(plan)).splitlines()) == 6
    label = mermaid(tiers(plan)).splitlines()[4].partition('["')[2]
    assert label.count('"') == 1
    assert label.endswith('<small>x.Y</small>"]')


def test_an_empty_plan_is_an_empty_graph() -> None:
    """No resources, no boxes, and still a document."""
    assert mermaid(tiers(plan_of())) == '---\ntitle: "shop/prod"\n---\nflowchart LR\n'
    assert dot(resources(plan_of())).endswith("}\n")


def test_both_forms_draw_the_same_arrows() -> None:
    """The two formats differ in their letters only."""
    graph = resources(shop())
    drawn = [line.strip() for line in mermaid(graph).splitlines() if "-->" in line]
    assert [line.replace(" --> ", " -> ") + ";" for line in drawn] == [
        line.strip() for line in dot(graph).splitlines() if "->" in line
    ]
    assert drawn == ["r_db --> r_network_subnet", "r_network_subnet --> r_network_vnet"]
