"""Addresses of repositories: encrypted ones, without credentials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.git import Place, address, place


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("https://github.com/tripgen/k8s-manifests", Place("github.com", 443)),
        ("https://git.example.com:8443/a/b.git", Place("git.example.com", 8443)),
        ("https://dev.azure.com/org/a%20project/_git/repo", Place("dev.azure.com", 443)),
        ("ssh://git@ssh.github.com:443/tripgen/k8s-manifests.git", Place("ssh.github.com", 443)),
        ("ssh://git@git.example.com/repo", Place("git.example.com", 22)),
        ("git@github.com:tripgen/k8s-manifests.git", Place("github.com", 22)),
    ],
)
def test_addresses_that_are_taken(url: str, where: Place) -> None:
    """Over HTTPS and SSH, with the port at which they answer."""
    assert address(url) == url
    assert place(url) == where


@pytest.mark.parametrize(
    "url",
    [
        "https://user:ghp_secret@github.com/a/b",
        "https://ghp_secret@github.com/a/b",
        "http://ghp_secret@github.com/a/b",
        "ssh://git:secret@github.com/a/b",
        "https://github.com/a/b?access_token=secret",
        "https://github.com/a/b#secret",
    ],
)
def test_credentials_are_refused_and_not_repeated(url: str) -> None:
    """The message says what to do, and holds nothing of the address."""
    with pytest.raises(ValueError, match="whoever reads the stack file would have it") as error:
        address(url)
    assert "secret" not in str(error.value).replace("as a secret", "")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "github.com/a/b",
        "http://github.com/a/b",
        "git://github.com/a/b",
        "file:///srv/repo",
        "/srv/repo",
        "https://github.com",
        "https://github.com/",
        "https:///a/b",
        "ssh://github.com/a/b",
        "https://github.com:0/a/b",
        "https://github.com:70000/a/b",
        "https://github.com/a b",
        "https://github.com/a/b\n",
        "git@github.com:",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    """No form that is not encrypted, and none that leads nowhere."""
    with pytest.raises(ValueError, match=r"Argo CD reads https://host/path|is no TCP port"):
        address(url)


@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused(text: str) -> None:
    """Nothing else is raised."""
    try:
        address(text)
    except ValueError:
        return
    assert place(text).host
