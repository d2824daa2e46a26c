"""Steps by which the registry holds the services' images."""

from collections.abc import Iterator, Mapping

from infra.bootstrap.step import INSIDE, Names, Step, listed
from infra.environment import Environment
from infra.images import own_images, servers
from jiban.components.images import repository
from jiban.components.registry.names import registry_host


def image_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield a step for each image that a registry has to hold."""
    own, stood = own_images(environment), set[str]()
    for service, image in _images(environment).items():
        if image in stood:
            continue
        stood.add(image)
        if service in own:
            push = _push_on_aws if environment.cloud == "aws" else _push_on_azure
            yield push(service, image, environment, names)
        else:
            yield Step(
                id=f"image-{service}",
                title=f"Have image {image}",
                commands=(f"docker push {image}",) if "@" not in image else (),
                reason=f"{_users(environment, image)} load it from its own registry",
                done_when=f"`docker manifest inspect {image}` prints it",
            )


def _push_on_azure(service: str, image: str, environment: Environment, names: Names) -> Step:
    host = f"{names.registry}.azurecr.io"
    return Step(
        id=f"image-{service}",
        title=f"Push image {image}",
        commands=(f"az acr login --name {names.registry}", *_push(image, host)),
        reason=f"{_users(environment, image)} load it from the environment's own registry, "
        "which is empty at first; whoever pushes has the role AcrPush there",
        done_when=f"`az acr repository show --name {names.registry} --image {image}` prints it",
        where=INSIDE,
    )


def _push_on_aws(service: str, image: str, environment: Environment, names: Names) -> Step:
    region = environment.region
    account = environment.account or "$(aws sts get-caller-identity --query Account --output text)"
    host = registry_host(account, region)
    sign_in = f"docker login --username AWS --password-stdin {host}"
    _, at, digest = image.partition("@")
    which = f"imageDigest={digest}" if at else f"imageTag={image.rpartition(':')[2]}"
    return Step(
        id=f"image-{service}",
        title=f"Push image {image}",
        commands=(
            f"aws ecr get-login-password --region {region} | {sign_in}",
            *_push(image, f"{host}/{names.repositories}"),
        ),
        reason=f"{_users(environment, image)} load it from the environment's own registry, "
        "which is empty at first; a tag that is there never moves",
        done_when=f"`aws ecr describe-images --region {region} --repository-name "
        f"{names.repositories}/{repository(image)} --image-ids {which}` prints it",
    )


def _push(image: str, host: str) -> tuple[str, ...]:
    """Return what copies an image into a registry: under its tag, or with its digest kept."""
    path, at, digest = image.partition("@")
    if at:
        tag = digest.partition(":")[2][:12]
        return (f"docker buildx imagetools create --tag {host}/{path}:{tag} {image}",)
    return (f"docker tag {image} {host}/{image}", f"docker push {host}/{image}")


def _images(environment: Environment) -> Mapping[str, str]:
    """Return every image, by service and group of servers."""
    return {
        name: each.image for name, each in (*environment.workloads.items(), *servers(environment).items())
    }


def _users(environment: Environment, image: str) -> str:
    """Say what loads an image: pods of services, or servers of groups."""
    pods = [name for name, each in environment.workloads.items() if each.image == image]
    groups = [name for name, each in servers(environment).items() if each.image == image]
    return listed(
        [
            *([f"pods of {listed(pods)}"] if pods else []),
            *([f"servers of {listed(groups)}"] if groups else []),
        ]
    )
