"""An image is read as registries and container runtimes read it."""

import pytest
from pydantic import TypeAdapter, ValidationError

from jiban.components import images

IMAGE: TypeAdapter[str] = TypeAdapter(images.Image)
SHA256 = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    "text",
    [
        "trip:1.4.2",
        "trip:latest",
        "team/trip_api:v1",
        "team/trip__api:v1",
        "team/trip---api:v1",
        "ghcr.io/team/trip:1.4.2-rc.1_x86",
        "registry:5000/trip:1",
        "registry.example.com:1/trip:1",
        "registry.example.com:65535/trip:1",
        "REGISTRY.example.com/trip:1",
        "localhost/trip:1",
        "10.1.2.3:5000/trip:1",
        "[fd00::1]:5000/trip:1",
        "[fd00::1]/trip:1",
        f"trip@{SHA256}",
        f"trip:1.4.2@{SHA256}",
        "trip@sha512:" + "f" * 128,
        "trip:" + "a" * 128,
        "a" * 255 + ":1",
        "trip:V1_A",
    ],
)
def test_what_a_registry_can_hold_is_taken(text: str) -> None:
    """Hosts with ports, paths, tags and digests, up to their limits."""
    assert IMAGE.validate_python(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://ghcr.io/trip:1", "'https://ghcr.io/trip:1' is an address on the web"),
        ("docker://trip:1", "'docker://trip:1' is an address on the web"),
        ("a..b:1", "'a..b' is no repository"),
        ("a..b/trip:1", "'a..b' is no host of a registry"),
        ("my_host.example.com/trip:1", "'my_host.example.com' is no host of a registry"),
        ("-a.example.com/trip:1", "'-a.example.com' is no host of a registry"),
        ("trip:1:2", "it has more than one tag"),
        ("registry:5000/trip:1:2", "it has more than one tag"),
        ("registry:99999/trip:1", "99999 is no port of a registry; ports are 1 to 65535"),
        ("registry:0/trip:1", "0 is no port of a registry; ports are 1 to 65535"),
        ("registry:65536/trip:1", "65536 is no port of a registry; ports are 1 to 65535"),
        ("Team/Trip:1", "'Team/Trip' has capitals, and a repository has none; write team/trip"),
        ("trip", "it has neither a tag nor a digest"),
        ("registry:5000/trip", "it has neither a tag nor a digest"),
        ("trip:", "'' is no tag"),
        ("trip:-1", "'-1' is no tag"),
        ("trip:" + "a" * 129, f"'{'a' * 129}' is no tag"),
        ("trip@sha256:abc", "after sha256: stand 3 characters; write 64 hexadecimal digits"),
        ("trip@sha256:" + "A" * 64, "after sha256: stand 64 characters; write 64 hexadecimal digits"),
        ("trip@sha512:" + "a" * 64, "after sha512: stand 64 characters; write 128 hexadecimal digits"),
        ("trip@md5:" + "a" * 32, f"'md5:{'a' * 32}' is no digest"),
        ("trip@", "'' is no digest"),
        ("a" * 256 + ":1", "the repository has 256 characters; a registry takes 255"),
        ("team//trip:1", "'team//trip' is no repository"),
        ("/trip:1", "'/trip' is no repository"),
        ("trip /api:1", "'trip /api' is no repository"),
        ("trip-:1", "'trip-' is no repository"),
        ("trip___api:1", "'trip___api' is no repository"),
        ("트립:1", "'트립' is no repository"),
        ("", "'' is no repository"),
        ("trip:1\n", "'1\\n' is no tag"),
    ],
)
def test_what_no_registry_has_is_refused(text: str, reason: str) -> None:
    """The part at fault is named."""
    with pytest.raises(ValidationError) as caught:
        IMAGE.validate_python(text)
    assert caught.value.errors()[0]["msg"].removeprefix("Value error, ").startswith(reason)


@pytest.mark.parametrize(
    "image", ["ghcr.io/team/trip:1.4.2", "registry:5000/trip:1", "localhost/trip:1", "[::1]/trip:1"]
)
def test_a_host_is_read_as_docker_reads_it(image: str) -> None:
    """The part before the first slash is a host if it holds a dot or a colon, or is localhost."""
    assert images.names_host(image)


@pytest.mark.parametrize("image", ["trip:1.4.2", "team/trip:1.4.2"])
def test_other_images_name_no_host(image: str) -> None:
    """A single word before the slash is a part of the repository, and so is a name with no slash."""
    assert not images.names_host(image)


@pytest.mark.parametrize(("algorithm", "digits"), [("sha256", 64), ("sha384", 96), ("sha512", 128)])
def test_a_digest_is_as_long_as_its_algorithm_makes_it(algorithm: str, digits: int) -> None:
    """One digit more or less is none."""
    assert IMAGE.validate_python(f"trip@{algorithm}:{'a' * digits}")
    for wrong in (digits - 1, digits + 1):
        with pytest.raises(ValidationError, match=f"write {digits} hexadecimal digits"):
            IMAGE.validate_python(f"trip@{algorithm}:{'a' * wrong}")
