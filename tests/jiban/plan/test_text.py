"""A plan as text."""

from __future__ import annotations

import textwrap

import pytest

from jiban.model.plan import (
    UNKNOWN,
    Diagnostic,
    Lookup,
    Options,
    Parts,
    Placeholder,
    Plan,
    Resource,
    Secret,
    SourceLine,
)
from jiban.plan.text import plan_text, review_text
from jiban.report.terminal import Look, columns
from tests.jiban.report.samples import plan_of, resource, shop


def lines(plan: Plan, look: Look | None = None, *, verbose: bool = False) -> list[str]:
    """The lines of a plan's text."""
    return plan_text(plan, look or Look(), verbose=verbose).splitlines()


def section(plan: Plan, title: str, *, verbose: bool = False) -> list[str]:
    """The lines under a title, without their indentation."""
    found = lines(plan, verbose=verbose)
    if title not in found:
        return []
    rest = found[found.index(title) + 1 :]
    end = rest.index("") if "" in rest else len(rest)
    return [line.removeprefix("  ") for line in rest[:end]]


def test_a_plan_in_a_pipe() -> None:
    """Totals, summary, tree, counts and outputs, one fact a line; no colour, and nothing cut."""
    assert plan_text(shop()) == textwrap.dedent(
        """\
        shop/prod
        3 resources to create; 1 component.
        Planned offline: values that only the cloud knows are shown as (known after ...).

        NAME     RESOURCES  DETAILS
        network          2  10.0.0.0/16; 1 subnet
        db               1  rds.Cluster: postgres; protected

        Resources

        network  shop:net:Network
        ├─ network-vnet  network.VirtualNetwork
        │     virtualNetworkName: vnet-shop-prod
        │     addressSpace.addressPrefixes: 10.0.0.0/16
        │     ignore changes: subnets
        └─ network-subnet  network.Subnet
              addressPrefix: 10.0.1.0/24

        db  rds.Cluster  +protect
           engine: postgres
           password: [secret]
           subnet: (known after network-subnet)

        Resources by type
          aws
              1  rds.Cluster
          azure-native
              1  network.Subnet
              1  network.VirtualNetwork
          components
              1  shop:net:Network

        Stack outputs
          host: (known after deployment)
          key: [secret]

        Only the main properties are shown; -v shows all of them, and the code behind each resource.
        """
    )


def test_a_verbose_plan_shows_all_properties_and_the_code_behind_each_resource() -> None:
    """With -v each property stands under its own path, with the lines of code on the way to the resource."""
    assert lines(shop(), verbose=True)[10:19] == [
        "network  shop:net:Network",
        "├─ network-vnet  network.VirtualNetwork",
        "│     created at: shop/net.py:12, __main__.py:4",
        "│     addressSpace.addressPrefixes: 10.0.0.0/16",
        "│     tags.owner: platform",
        "│     virtualNetworkName: vnet-shop-prod",
        "│     ignore changes: subnets",
        "└─ network-subnet  network.Subnet",
        "      addressPrefix: 10.0.1.0/24",
    ]


def test_without_unicode_the_tree_is_typed() -> None:
    """An output that has no box-drawing characters gets ASCII ones in the same columns."""
    text = plan_text(shop(), Look(unicode=False))
    assert text.isascii()
    assert "|- network-vnet  network.VirtualNetwork\n|     virtualNetworkName" in text
    assert "`- network-subnet  network.Subnet\n      addressPrefix" in text


@pytest.mark.parametrize("width", [20, 40, 63, 64, 80, 160])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, verbose: bool) -> None:  # noqa: FBT001 pytest's form
    """However narrow the terminal, no line runs into the next."""
    deep = resource("a:b:C", "한국어-" * 20, custom=False)
    inner = resource("aws:x/y:Y", "n" * 90, deep, inputs={"key": "값" * 90, "k" * 90: "v", "q": UNKNOWN})
    texts = lines(plan_of(deep, inner, outputs={"o" * 90: "p"}), Look(width=width), verbose=verbose)
    assert max(columns(line) for line in texts) <= width


def test_on_a_wide_terminal_a_long_value_is_cut() -> None:
    """A line that is too long ends with an ellipsis in the last column."""
    made = resource("aws:x/y:Y", "y", inputs={"policy": "p" * 200})
    assert f"   policy: {'p' * 68}…" in lines(plan_of(made), Look(width=80))


def test_on_a_narrow_terminal_a_long_value_is_broken() -> None:
    """Under 64 columns a fact goes on in the next line, so that what matters is not cut away."""
    made = resource("aws:x/y:Y", "y", inputs={"securityGroupIdentifier": "allow 10.0.0.0/8 and more"})
    texts = lines(plan_of(made), Look(width=40))
    at = texts.index("   securityGroupIdentifier: allow")
    assert texts[at + 1] == "     10.0.0.0/8 and more"


def test_on_a_narrow_terminal_the_type_goes_below_a_long_name() -> None:
    """A name that leaves no room for its type is not cut for it."""
    made = resource("aws:ec2/vpc:Vpc", "a-name-of-thirty-three-characters")
    texts = lines(plan_of(made), Look(width=40))
    assert texts[texts.index("a-name-of-thirty-three-characters") + 1] == "   ec2.Vpc"


def test_colour_changes_no_letter() -> None:
    """Without its escape sequences a coloured text is the plain one."""
    import re  # noqa: PLC0415 only this test looks at escape sequences

    coloured = plan_text(shop(), Look(colour=True))
    assert "\x1b[1mdb\x1b[0m  \x1b[36mrds.Cluster\x1b[0m  \x1b[32m+protect\x1b[0m" in coloured
    assert "\x1b[33m[secret]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plan_text(shop())


def test_a_secret_is_nowhere_in_the_text() -> None:
    """Neither brief nor verbose shows the value of a secret."""
    assert "hunter2" not in plan_text(shop()) + plan_text(shop(), verbose=True)


def test_a_value_cannot_write_to_the_terminal() -> None:
    """Control characters in names and values are shown, not sent."""
    made = resource("aws:x/y:Y", "y\x1b[2J", inputs={"a": "\x1b]0;title\x07", "b\x1b[1m": "\r"})
    plan = plan_of(made, diagnostics=(Diagnostic("warning", "\x1b[31mred"),), outputs={"\x1b[5m": "x"})
    text = plan_text(plan) + plan_text(plan, verbose=True)
    assert "\x1b" not in text
    assert "\r" not in text
    assert "\x07" not in text
    assert r"a: \x1b]0;title\x07" in text


def test_maps_are_shown_by_key() -> None:
    """The order in which a program or the wire gives a map's keys changes nothing."""
    one = resource("aws:x/y:Y", "y", inputs={"b": {"d": 1, "c": 2}, "a": 3})
    other = resource("aws:x/y:Y", "y", inputs={"a": 3, "b": {"c": 2, "d": 1}})
    assert plan_text(plan_of(one)) == plan_text(plan_of(other))


def test_an_unlisted_type_shows_eight_properties_that_say_something() -> None:
    """Neither the name again, nor tags, nor what is empty; beyond eight there is a number."""
    inputs = {f"p{number}": number for number in range(10)}
    noise = {"name": "y", "tags": {"a": "b"}, "tagsAll": {"a": "b"}, "empty": "", "none": None, "list": []}
    texts = lines(plan_of(resource("aws:x/y:Y", "y", inputs={**inputs, **noise})))
    assert texts[9:19] == [
        "y  x.Y",
        *(f"   p{number}: {number}" for number in range(8)),
        "   ... and 2 more (-v shows all)",
    ]


def test_options_that_matter_are_said_in_words() -> None:
    """What happens on a change, a replacement and a deletion is told."""
    other = resource("aws:x/y:Y", "other")
    made = resource(
        "aws:x/y:Y",
        "y",
        options=Options(
            ignore_changes=("tags", "size"),
            replace_on_changes=("image",),
            delete_before_replace=True,
            retain_on_delete=True,
            deleted_with=other.urn,
        ),
    )
    texts = lines(plan_of(other, made))
    at = texts.index("y  x.Y")
    assert texts[at + 1 : at + 6] == [
        "   ignore changes: tags, size",
        "   replace on changes: image",
        "   deleted with: other",
        "   delete before replace: yes",
        "   retain on delete: yes",
    ]


def test_a_provider_is_named_where_there_are_several() -> None:
    """With one provider for all nobody needs to be told; of two the explicit one is named."""
    east = resource("pulumi:providers:aws", "east", inputs={"region": "us-east-1"})
    inner = resource("aws:x/y:Y", "inner", provider=f"{east.urn}::id")
    assert "   provider: east" not in lines(plan_of(east, inner))
    usual = resource("aws:x/y:Y", "usual")
    texts = lines(plan_of(east, inner, usual))
    assert texts.count("   provider: east") == 1
    assert texts[texts.index("   provider: east") - 1] == "inner  x.Y"


def test_what_exists_already_is_marked() -> None:
    """A resource that is read or imported says so, with its id; the summary counts it apart."""
    texts = lines(
        plan_of(
            resource("aws:x/y:Y", "made"),
            resource("aws:x/y:Y", "old", op="read", id="y-1"),
            resource("aws:x/y:Y", "taken", op="import", id="y-2"),
        )
    )
    assert texts[1] == "1 resource to create, 1 to read, 1 to import."
    assert texts[13:18] == [
        "old  x.Y  read only",
        "   existing id: y-1",
        "",
        "taken  x.Y  import",
        "   existing id: y-2",
    ]


def test_an_empty_plan_says_so() -> None:
    """A program that makes nothing gets two lines, not an empty tree."""
    assert lines(plan_of()) == [
        "shop/prod",
        "No resources.",
        "Planned offline: values that only the cloud knows are shown as (known after ...).",
    ]


def test_placeholders_are_listed_with_the_way_to_real_answers() -> None:
    """Each function once with its arguments and what answered, then a lookups.yaml to fill in."""
    ami = Placeholder("invoke", "aws:ec2/getAmi:getAmi", {"owners": ["amazon"]}, "table of 2026-11-21")
    stack = Placeholder("stack", "acme/net/prod", {}, "unknown", "say where project 'net' is")
    plan = plan_of(placeholders=(ami, ami, stack))
    assert section(plan, "Placeholders used, as no cloud was asked") == [
        "aws:ec2/getAmi:getAmi(owners=[amazon]): built-in example of 2026-11-21 (2 times)",
        "stack acme/net/prod: unknown; say where project 'net' is",
    ]
    assert section(plan, "For real values, write lookups.yaml beside Pulumi.yaml") == [
        "invokes:",
        "- token: aws:ec2/getAmi:getAmi",
        '  args: {"owners": ["amazon"]}',
        "  result: {...}",
        "stackReferences:",
        "  acme/net/prod: {...}",
    ]


def test_a_secret_argument_of_a_placeholder_is_hidden() -> None:
    """Neither the list of placeholders nor the file to fill in shows it."""
    asked = Placeholder("invoke", "a:b:c", {"token": Secret("hunter2")}, "unknown")
    assert "hunter2" not in plan_text(plan_of(placeholders=(asked,)))


def test_secrets_that_could_not_be_read_are_listed_by_key() -> None:
    """Without the passphrase a plan goes on, and says which values it does not know."""
    unread = Placeholder(
        "secret", "shop:password", {}, "no passphrase", "", SourceLine("Pulumi.prod.yaml", 3)
    )
    plan = plan_of(placeholders=(unread,))
    assert section(plan, "Secrets that could not be decrypted, so placeholders are used") == [
        "shop:password: no passphrase"
    ]
    assert section(plan, "Placeholders used, as no cloud was asked") == []


def test_line_numbers_are_verbose() -> None:
    """A brief text has no line numbers, so that moving code changes no golden file."""
    asked = Lookup("invoke", "a:b:c", {}, 7, SourceLine("__main__.py", 9))
    assert section(plan_of(lookups=(asked,)), "Answered from lookups.yaml") == ["a:b:c"]
    assert section(plan_of(lookups=(asked,)), "Answered from lookups.yaml", verbose=True) == [
        "a:b:c: lookups.yaml:7 for __main__.py:9"
    ]


def test_messages_of_the_program_are_listed_worst_first() -> None:
    """Errors, warnings, information; debugging only with -v."""
    plan = plan_of(
        diagnostics=(Diagnostic("debug", "d"), Diagnostic("info", "i"), Diagnostic("warning", "two\nlines"))
    )
    assert section(plan, "Messages of the program") == ["warning: two", "  lines", "info: i"]
    assert section(plan, "Messages of the program", verbose=True)[-1] == "debug: d"


def test_names_that_several_resources_have_are_told_apart() -> None:
    """An unknown value from one of two namesakes names its type too."""
    group = resource("aws:ec2/securityGroup:SecurityGroup", "web")
    host = resource(
        "aws:ec2/instance:Instance",
        "web",
        inputs={"group": UNKNOWN},
        property_dependencies={"group": (group.urn,)},
    )
    assert "   group: (known after ec2.SecurityGroup web)" in lines(plan_of(group, host))


def test_who_depends_on_all_of_a_component_is_said_to_depend_on_it() -> None:
    """A name in place of dozens; of a component that is needed in part each resource is named."""
    net = resource("my:net:Net", "net", custom=False)
    parts = [resource("aws:x/y:Y", name, net) for name in ("net-a", "net-b")]
    whole = resource("aws:x/y:Y", "w", dependencies=tuple(each.urn for each in parts))
    part = resource("aws:x/y:Y", "p", dependencies=(parts[0].urn,))
    texts = lines(plan_of(net, *parts, whole, part), verbose=True)
    assert texts[texts.index("w  x.Y") + 1] == "   depends on: all of net"
    assert texts[texts.index("p  x.Y") + 1] == "   depends on: net-a"


def test_aliases_of_other_api_versions_are_left_out() -> None:
    """Of the dozens of aliases that the Azure SDK adds only those that somebody wrote are shown."""
    made = resource("azure-native:network:Subnet", "s")
    old = made.urn.replace("::s", "::former")
    version = made.urn.replace("network:Subnet", "network/v20230501preview:Subnet")
    texts = lines(plan_of(resource("azure-native:network:Subnet", "s", aliases=(version, old))), verbose=True)
    assert f"   aliases: {old}" in texts
    assert version not in "\n".join(texts)


def test_a_verbose_plan_says_common_tags_once() -> None:
    """Above the resources; a resource shows its differences alone."""
    made = [resource("aws:x/y:Y", name, inputs={"tags": {"owner": "ops", "name": name}}) for name in "abc"]
    other = resource("aws:x/y:Y", "d", inputs={"tags": {"owner": "dev", "name": "d"}})
    texts = lines(plan_of(*made, other), verbose=True)
    at = texts.index("Common tags (only differences are shown below)")
    assert texts[at : at + 14] == [
        "Common tags (only differences are shown below)",
        "  name: (name of the resource)",
        "  owner: ops",
        "",
        "Resources",
        "",
        "a  x.Y",
        "",
        "b  x.Y",
        "",
        "c  x.Y",
        "",
        "d  x.Y",
        "   tags.owner: dev",
    ]


def test_a_plan_for_review_has_tables_in_place_of_lists_of_records() -> None:
    """Rules and peers are a line each, everything else is there as with -v; there are no lines of code."""
    rule = {
        "name": "web",
        "direction": "Inbound",
        "priority": 120,
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "10.0.4.0/24",
        "destinationPortRange": "443",
    }
    group = resource(
        "azure-native:network:NetworkSecurityGroup",
        "nsg",
        inputs={"securityRules": [rule], "location": "here", "flushConnection": True},
        trace=(SourceLine("__main__.py", 4),),
    )
    policy = resource(
        "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        "policy",
        inputs={"metadata": {"name": "p"}, "spec": {"podSelector": {}, "ingress": [{}]}},
    )
    texts = review_text(plan_of(group, policy)).splitlines()
    at = texts.index("nsg  network.NetworkSecurityGroup")
    assert texts[at : at + 9] == [
        "nsg  network.NetworkSecurityGroup",
        "   flushConnection: true",
        "   location: here",
        "   in   120 allow Tcp * -> 10.0.4.0/24 : 443  web",
        "",
        "policy  networking.k8s.io/v1.NetworkPolicy",
        "   metadata.name: p",
        "   pods: all",
        "   in: from anywhere, any port",
    ]


def test_a_list_that_has_no_table_stays_whole_in_a_plan_for_review() -> None:
    """Rules that lack what a table needs are shown property by property, and so are no rules."""
    token = "azure-native:network:NetworkSecurityGroup"  # noqa: S105 a type, no secret
    group = resource(token, "nsg", inputs={"securityRules": [{"name": "web"}]})
    empty = resource(token, "empty", inputs={"securityRules": []})
    texts = review_text(plan_of(group, empty)).splitlines()
    assert "   securityRules[0].name: web" in texts
    assert "   securityRules: []" in texts


def test_what_is_made_here_and_what_is_not_seen_is_said() -> None:
    """A component whose children were made here is marked as such; of another one, why its are missing."""
    start = "urn:pulumi:dev::shop::"
    group, cluster = "kubernetes:yaml/v2:ConfigGroup", "acme:index:Cluster"
    made = Resource(f"{start}{group}::web", group, "web", custom=False, remote=True)
    other = Resource(f"{start}{cluster}::c", cluster, "c", custom=False, remote=True)
    parts = (
        Parts(made.urn, seen=True, how="from its YAML by jiban"),
        Parts(other.urn, seen=False, how="a plugin makes its resources", remedy="check a preview"),
    )
    plan = Plan("shop", "dev", (made, other), parts=parts)
    assert "web  kubernetes:yaml/v2:ConfigGroup  remote component, its resources are made here" in lines(plan)
    assert "c  acme:index:Cluster  remote component, its resources are not known" in lines(plan)
    assert section(plan, "Made here, as the plugin would") == ["web: from its YAML by jiban"]
    assert section(plan, "Not seen, so neither planned nor judged") == [
        "c: its parts are not seen: a plugin makes its resources; to see it: check a preview"
    ]
