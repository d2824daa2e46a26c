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
