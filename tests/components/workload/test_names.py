import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.workload import names


@pytest.mark.parametrize(("project", "name"), [("tripgen", "tripgen"), ("a-1", "a-1")])
def test_a_namespace_bears_the_project_s_name(project: str, name: str) -> None:
    """A project's name that Kubernetes takes is the namespace's."""
    assert names.namespace_name(project) == name


@pytest.mark.parametrize("project", ["default", "kube-system", "kube-anything"])
def test_a_namespace_is_never_the_cluster_s_own(project: str) -> None:
    """Every cluster has `default`, and what begins with `kube-` is Kubernetes' own."""
    assert names.namespace_name(project).startswith(f"{project}-")


PROJECTS = st.from_regex(r"[A-Za-z0-9_.-]{1,100}", fullmatch=True)


@given(PROJECTS)
def test_a_namespace_s_name_is_legal(project: str) -> None:
    """1 to 63 lower-case letters, digits and inner hyphens, whatever Pulumi takes as a project's name."""
    name = names.namespace_name(project)
    assert 1 <= len(name) <= 63
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not name.startswith("-")
    assert not name.endswith("-")


@given(PROJECTS, PROJECTS)
def test_two_projects_have_two_namespaces(one: str, other: str) -> None:
    """Different projects never share a namespace."""
    assert (names.namespace_name(one) == names.namespace_name(other)) is (one == other)


@pytest.mark.parametrize(
    ("of", "name"),
    [
        (names.ingress_namespace, "tripgen-ingress"),
        (names.rollouts_namespace, "tripgen-rollouts"),
        (names.delivery_namespace, "tripgen-delivery"),
        (names.roles_namespace, "tripgen-database-roles"),
    ],
)
def test_what_is_the_platforms_own_has_namespaces_beside_it(of: Callable[[str], str], name: str) -> None:
    """Each its own; whoever may write in one cannot read another's."""
    assert of("tripgen") == name


def test_a_project_s_other_namespaces_are_legal_too() -> None:
    """Of a name that Kubernetes does not take, and of one that leaves no room."""
    for project in ("Trip_Gen", "t" * 63):
        found = [
            of(project)
            for of in (
                names.namespace_name,
                names.ingress_namespace,
                names.rollouts_namespace,
                names.delivery_namespace,
                names.roles_namespace,
            )
        ]
        assert len(set(found)) == 5
        assert all(len(each) <= 63 and not each.endswith("-") for each in found)


def test_four_names_are_taken() -> None:
    """Accounts and policies that every namespace has."""
    assert {"default", "default-deny", "deployer", "name-lookups"} == names.RESERVED


def test_other_data_has_another_name() -> None:
    """A config map never changes; the order in which its keys are written does not count."""
    one = names.content_name("settings", {"a": "1", "b": "2"})
    assert re.fullmatch(r"settings-[0-9a-f]{10}", one)
    assert names.content_name("settings", {"b": "2", "a": "1"}) == one
    assert names.content_name("settings", {"a": "1", "b": "3"}) != one
