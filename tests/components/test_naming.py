"""Physical names are predictable, legal for their kind, and never the same for two things."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jiban.components.naming import NameRefusedError, Naming, Rule, fit, rules, stable_uuid

MADE = sorted(kind for kind, rule in rules().items() if rule.prefix)
"""Kinds whose names are made here; the others bear the user's own."""

PROD = Naming("tripgen", "prod")

words = st.one_of(
    st.from_regex(r"[a-z][a-z0-9]{0,11}", fullmatch=True),
    st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){1,3}", fullmatch=True),
    st.from_regex(r"[A-Z][A-Za-z_. ]{0,11}", fullmatch=True),
    st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=6),
    st.integers(min_value=1, max_value=9).map(lambda digit: str(digit) * 400),
    st.text(max_size=20),
)
"""Words that people give to things: plain, with hyphens, with capitals, Korean, 400 characters long,
anything."""


def physical(naming: Naming, kind: str, name: str) -> str | None:
    """The physical name, or None where it is refused."""
    try:
        return naming.physical(kind, name)
    except NameRefusedError:
        return None


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("resources.ResourceGroup", "", "rg-tripgen-prod"),
        ("network.NetworkSecurityGroup", "gateway", "nsg-tripgen-gateway-prod"),
        ("network.NetworkSecurityGroup", "api-gateway", "nsg-tripgen-api-gateway-prod"),
        ("containerservice.ManagedCluster", "", "aks-tripgen-prod"),
        ("keyvault.Vault", "", "kv-tripgen-prod-d82f"),
        ("containerregistry.Registry", "", "crtripgenprodd82f"),
        ("dbforpostgresql.Server", "south", "psql-tripgen-south-prod-d82f"),
    ],
)
def test_a_plain_name_reads_as_prefix_project_name_stack(kind: str, name: str, expected: str) -> None:
    """A plain name reads as prefix, project, name, stack, and a global one ends in four digits of its own."""
    assert PROD.physical(kind, name) == expected


def test_names_of_resource_groups_and_of_node_groups_differ() -> None:
    """AKS's own resource group does not take the name of the stack's."""
    group = PROD.physical("resources.ResourceGroup")
    assert group != PROD.physical("containerservice.ManagedCluster.nodeResourceGroup")


@given(kind=st.sampled_from(MADE), project=words, stack=words, name=words)
def test_a_name_is_legal_or_refused(kind: str, project: str, stack: str, name: str) -> None:
    """Whatever is asked for, the name meets the provider's length and alphabet, or is refused."""
    made = physical(Naming(project, stack), kind, name)
    rule = rules()[kind]
    assume(made is not None)
    assert made is not None
    assert rule.shortest <= len(made) <= rule.longest
    assert rule.pattern.fullmatch(made)
    assert made == made.lower()


@given(kind=st.sampled_from(MADE), name=words)
def test_a_plain_project_and_stack_give_a_name_to_anything(kind: str, name: str) -> None:
    """With a project and a stack of plain letters nothing is refused but a reserved word."""
    made = physical(PROD, kind, name)
    assert made is not None or any(word in name.lower() for word in ("microsoft", "windows"))


@given(
    kind=st.sampled_from(MADE),
    project=words,
    stack=words,
    names=st.tuples(words, words).filter(lambda two: two[0] != two[1]),
)
def test_two_names_of_one_stack_never_meet(
    kind: str, project: str, stack: str, names: tuple[str, str]
) -> None:
    """Two different names of one kind and stack never give one physical name."""
    naming = Naming(project, stack)
    one, other = physical(naming, kind, names[0]), physical(naming, kind, names[1])
    assert one is None or one != other


@given(
    kind=st.sampled_from(MADE),
    name=words,
    extra=st.sampled_from(["-", "_", ".", " ", "A", "x", "가", "\x00"]),
)
def test_names_that_differ_in_one_letter_never_meet(kind: str, name: str, extra: str) -> None:
    """A letter more, even one that no provider takes, gives another physical name."""
    one = physical(PROD, kind, name)
    assert one is None or one != physical(PROD, kind, name + extra)


@given(project=words, stack=words)
def test_unnamed_things_of_two_stacks_never_meet(project: str, stack: str) -> None:
    """Resource groups of a subscription differ even where hyphens could be read in two ways."""
    one = physical(Naming(f"{project}-a", stack), "resources.ResourceGroup", "")
    other = physical(Naming(project, f"a-{stack}"), "resources.ResourceGroup", "")
    assert one is None or one != other


def test_long_names_that_share_their_beginning_stay_apart() -> None:
    """Names of 400 characters that differ only in the last are shortened to different names."""
    one, other = ("x" * 399 + last for last in "yz")
    assert PROD.physical("keyvault.Vault", one) != PROD.physical("keyvault.Vault", other)


def test_a_name_is_the_same_for_ever() -> None:
    """A shortened name does not depend on the run or the machine."""
    assert PROD.physical("keyvault.Vault", "x" * 400) == "kv-tripgen-xxxx-0863653e"


def test_the_salt_draws_another_global_name() -> None:
    """Another salt gives another name where names are shared with other customers, and no other elsewhere."""
    salted = Naming("tripgen", "prod", "again")
    assert salted.physical("keyvault.Vault") != PROD.physical("keyvault.Vault")
    assert salted.physical("network.VirtualNetwork") == PROD.physical("network.VirtualNetwork")


def test_the_salt_reaches_a_shortened_name() -> None:
    """A global name too long for its digits still follows the salt."""
    long = "a-very-long-name-for-a-vault"
    assert Naming("tripgen", "prod", "again").physical("keyvault.Vault", long) != PROD.physical(
        "keyvault.Vault", long
    )


def test_a_request_without_a_letter_is_refused() -> None:
    """Korean words alone make no name, and the message says what to use."""
    with pytest.raises(NameRefusedError) as refused:
        Naming("여행", "운영").physical("network.VirtualNetwork")
    assert str(refused.value) == (
        "no network.VirtualNetwork can be named after '여행 운영': "
        "it holds no ASCII letter or digit; use some"
    )


def test_a_reserved_word_is_refused_in_a_public_name() -> None:
    """Azure takes no trademark in a DNS name, and the message names the word."""
    with pytest.raises(NameRefusedError) as refused:
        Naming("microsoft-demo", "prod").physical("keyvault.Vault")
    assert "it holds the reserved word 'microsoft'; choose another name for the project or the stack" in str(
        refused.value
    )


def test_a_reserved_word_may_stand_in_a_private_name() -> None:
    """A virtual network has no public name and may be called as one likes."""
    assert Naming("windows", "prod").physical("network.VirtualNetwork") == "vnet-windows-prod"


def test_an_illegal_name_is_refused_with_its_rule() -> None:
    """A kind that takes letters only refuses what no shortening can mend, with length and pattern."""
    letters = Rule("demo.Letters", "", 3, 8, re.compile("[a-z]+"), "", is_global=False, reserved=())
    with pytest.raises(NameRefusedError) as refused:
        fit(letters, ["12", "34"])
    assert str(refused.value) == (
        "'1234', made of '12 34', is no legal name for a demo.Letters: 3 to 8 characters that match [a-z]+"
    )


@pytest.mark.parametrize("kind", MADE)
def test_every_prefix_leaves_room_for_a_digest(kind: str) -> None:
    """The longest name of every kind holds its prefix, a word of four letters and a digest."""
    rule = rules()[kind]
    assert rule.longest >= len(rule.prefix) + 4 + 8 + 2 * len(rule.separator)


def test_unknown_kinds_are_errors() -> None:
    """A kind without a rule is a mistake of the author's, not a name."""
    with pytest.raises(KeyError):
        PROD.physical("network.Unheard")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_uuids_follow_their_texts(one: list[str], other: list[str]) -> None:
    """The same texts give the same UUID, and texts that are cut differently give another."""
    assert (stable_uuid(*one) == stable_uuid(*other)) == (one == other)
