"""References to images: what is registry, tag and digest in them."""

import pytest

from jiban.policy.facts.images import Image, image


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nginx", Image("docker.io/library/nginx", "", "")),
        ("grafana/grafana:11.2", Image("docker.io/grafana/grafana", "11.2", "")),
        ("index.docker.io/library/nginx:1", Image("docker.io/library/nginx", "1", "")),
        ("localhost/web:1", Image("localhost/web", "1", "")),
        ("registry.example.com:5000/web", Image("registry.example.com:5000/web", "", "")),
        (
            "registry.example.com:5000/web:1@sha256:0a",
            Image("registry.example.com:5000/web", "1", "sha256:0a"),
        ),
    ],
)
def test_what_a_reference_says(text: str, found: Image) -> None:
    """A port is no tag, and what has no registry is of Docker Hub."""
    assert image(text) == found


@pytest.mark.parametrize(
    ("text", "pinned"),
    [
        ("web", False),
        ("web:latest", False),
        ("web:1", True),
        ("web@sha256:0a", True),
        ("web:latest@sha256:0a", True),
    ],
)
def test_what_is_pinned(text: str, *, pinned: bool) -> None:
    """A digest is, and a tag that is not latest."""
    assert image(text).is_pinned is pinned


@pytest.mark.parametrize(
    ("text", "prefix", "within"),
    [
        ("nginx", "docker.io", True),
        ("nginx", "docker.io/library/", True),
        ("grafana/grafana", "grafana", True),
        ("registry.example.com/shop/web", "registry.example.com/shop", True),
        ("registry.example.com/shopper/web", "registry.example.com/shop", False),
        ("registry.example.com.evil.io/web", "registry.example.com", False),
    ],
)
def test_where_an_image_is_from(text: str, prefix: str, *, within: bool) -> None:
    """A part of a registry ends with a step of the path."""
    assert image(text).is_of(prefix) is within
