"""Prints what a program can see of an SDK, as JSON; `lazily` as the first argument has it loaded by parts."""

from __future__ import annotations

import importlib
import inspect
import json
import pickle
import sys
from collections.abc import Callable
from typing import Any

from jiban.lazy_sdk import finder, names
from jiban.plan import sdk

if sys.argv[1] == "lazily":
    finder.install()
    own = sdk.types._globals_for_cls
    sdk.types._globals_for_cls = lambda cls: names.joined(own(cls), [base.__module__ for base in cls.__mro__])

import pulumi_aws as aws
from pulumi_aws import ec2
from pulumi_kubernetes.core.v1 import Pod, PodSpecArgs

# Python sets a module that it imports in its package, whose function is of the same name.
assert ec2.Instance
importlib.import_module("pulumi_aws.ec2.get_ami")

NOTHING = "Nothing"
ENUMERATION = "InstanceType"


def hints(found: dict[str, Any]) -> dict[str, str]:
    """Types as texts."""
    return {name: str(each) for name, each in sorted(found.items())}


def star(module: str) -> list[str]:
    """What `import *` brings."""
    found: dict[str, Any] = {}
    exec(f"from {module} import *", found)  # noqa: S102 - what is tried
    return sorted(found.keys() - {"__builtins__"})


def error_of(ask: Callable[[], Any]) -> str:
    """How a name is refused."""
    try:
        ask()
    except (AttributeError, ImportError) as error:
        return f"{type(error).__name__}: {error}"
    return "none"


def import_nothing() -> None:
    """Import a name that is not there."""
    exec("from pulumi_aws.ec2 import Nothing")  # noqa: S102 - what is tried


class Machine(ec2.Instance):
    """A program's own kind of a resource."""


class Disk(ec2.InstanceRootBlockDeviceArgs):
    """A program's own kind of nested properties."""


seen: dict[str, Any] = {
    "hints of a resource's inputs": hints(sdk.types.input_type_types(ec2.InstanceArgs)),
    "hints of a resource": hints(sdk.types.resource_types(ec2.Instance)),
    "hints of a derived resource": hints(sdk.types.resource_types(Machine)),
    "hints of nested inputs": hints(sdk.types.input_type_types(PodSpecArgs)),
    "hints of derived nested inputs": hints(sdk.types.input_type_types(Disk)),
    "hints of nested outputs": hints(sdk.types.output_type_types(ec2.outputs.InstanceRootBlockDevice)),
    "hints of another package's": hints(sdk.types.resource_types(Pod)),
    "a function that is called as its module": str(ec2.get_ami).split(" at ")[0],
    "a module by its name": ec2.instance.__name__,
    "one class by three ways": ec2.InstanceArgs
    is importlib.import_module("pulumi_aws.ec2.instance").InstanceArgs
    is vars(ec2)["InstanceArgs"],
    "an instance": type(ec2.InstanceRootBlockDeviceArgs(volume_size=1))
    is ec2._inputs.InstanceRootBlockDeviceArgs,
    "a class": repr(ec2.InstanceRootBlockDeviceArgs),
    "a class's source": inspect.getsource(ec2.InstanceRootBlockDeviceArgs),
    "a class's own names": sorted(vars(ec2.InstanceRootBlockDeviceArgs)),
    "a dictionary's type": sorted(ec2.InstanceRootBlockDeviceArgsDict.__optional_keys__),
    "pickled": pickle.loads(pickle.dumps(ec2.InstanceRootBlockDeviceArgs))  # noqa: S301 - written right here
    is ec2.InstanceRootBlockDeviceArgs,
    "a name beside a resource": importlib.import_module(
        "pulumi_aws.ec2.fleet"
    ).InstanceRootBlockDeviceArgs.__name__,
    "names of a package": [each for each in dir(ec2) if not each.startswith("__")],
    "contents of a package": sorted(each for each in vars(aws.sqs) if not each.startswith("__")),
    "members of a package": [name for name, _ in inspect.getmembers(aws.sns, inspect.isclass)],
    "an enumeration": [repr(ec2.InstanceType), *map(repr, list(ec2.InstanceType)[:3])],
    "a member": [ec2.InstanceType.T3_MICRO == "t3.micro", ec2.InstanceType("t3.micro").name],
    "a member pickled": pickle.loads(pickle.dumps(ec2.InstanceType.T3_MICRO))  # noqa: S301 - written right here
    is ec2.InstanceType.T3_MICRO,
    "an enumeration's bases": [each.__name__ for each in ec2.InstanceType.__mro__],
    "an enumeration's token": getattr(ec2.InstanceType, "pulumi_type", None),
    "an enumeration beside a resource": importlib.import_module("pulumi_aws.ec2.instance").InstanceType
    is ec2.InstanceType,
    "an enumeration beside nested inputs": getattr(ec2._inputs, ENUMERATION) is ec2._enums.InstanceType,
    "names of enumerations": [each for each in dir(ec2._enums) if not each.startswith("__")],
    "all enumerations": star("pulumi_aws.ec2._enums"),
    "names of nested inputs": [each for each in dir(ec2._inputs) if not each.startswith("__")],
    "all of a package": star("pulumi_aws.kms"),
    "all of nested inputs": star("pulumi_aws.ec2._inputs"),
    "all of nested outputs": star("pulumi_aws.ec2.outputs"),
    "all of a resource": star("pulumi_aws.ec2.instance"),
    "a missing name": error_of(lambda: getattr(ec2, NOTHING)),
    "a missing name of nested inputs": error_of(lambda: getattr(ec2._inputs, NOTHING)),
    "a missing import": error_of(import_nothing),
}
sys.stdout.write(json.dumps(seen))
