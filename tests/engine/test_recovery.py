"""The move to the second region and back, by the real engine on a simulated cloud: what `docs/recovery.md`
tells people to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from jiban.project.project import find_project
from jiban.rehearse.cloud import CloudObject, read_calls, read_cloud, write_cloud
from jiban.rehearse.pulumi_cli import CommandResult, Scratch, open_stack, refuse, set_config
from tests.engine.conftest import ROOT, Opener

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("cli")]

SERVER: Final = "azure-native:dbforpostgresql:Server"
ENDPOINT: Final = "azure-native:dbforpostgresql:VirtualEndpoint"
BROKER: Final = "azure-native:servicebus:Namespace"
ORIGIN: Final = "azure-native:cdn:AFDOrigin"
STATEFUL: Final = (
    SERVER,
    BROKER,
    "azure-native:dbforpostgresql:Database",
    "azure-native:redisenterprise:RedisEnterprise",
    "azure-native:keyvault:Vault",
    "azure-native:containerregistry:Registry",
    "azure-native:containerregistry:Replication",
    "azure-native:containerservice:ManagedCluster",
    "azure-native:operationalinsights:Workspace",
)


def up(scratch: Scratch, *flags: str) -> CommandResult:
    """Deploy a stack."""
    result = scratch.run("up", "--yes", "--skip-preview", *flags, *scratch.stack_flags(), log=True)
    refuse(result, f"`pulumi up` of {scratch.stack}")
    return result


def changes(folder: Path, since: int) -> list[tuple[str, str]]:
    """What was asked of the cloud, and of which object, since so many calls."""
    asked = {"create", "update", "delete"}
    return [
        (call.op, call.urn.rpartition("::")[2]) for call in read_calls(folder)[since:] if call.op in asked
    ]


def rewritten(folder: Path, change: Callable[[CloudObject], Mapping[str, Any] | None]) -> None:
    """Let Azure itself change objects."""

    def each() -> Iterator[CloudObject]:
        for there in read_cloud(folder):
            inputs = change(there)
            yield there if inputs is None else replace(there, inputs=inputs)

    write_cloud(folder, list(each()))


def promoted(folder: Path, to: str) -> None:
    """Let Azure swap the roles of two servers and of the broker's regions, as it does in a promotion."""
    ids = {there.inputs["serverName"]: there.id for there in read_cloud(folder) if there.type == SERVER}
    south = next(name for name in ids if "-south-" in name)
    primary = next(name for name in ids if "-south-" not in name and "-local-" not in name)
    writer, reader = (south, primary) if to == "koreasouth" else (primary, south)

    def change(there: CloudObject) -> Mapping[str, Any] | None:
        inputs = dict(there.inputs)
        if there.type == SERVER and inputs["serverName"] == writer:
            return {key: value for key, value in inputs.items() if key != "sourceServerResourceId"}
        if there.type == SERVER and inputs["serverName"] == reader:
            inputs |= {"sourceServerResourceId": ids[writer], "replica": {"role": "AsyncReplica"}}
            inputs |= {"highAvailability": {"mode": "Disabled"}}
            return inputs
        if there.type == ENDPOINT:
            return inputs | {"members": [reader]}
        if there.type == BROKER:
            copies = dict(inputs["geoDataReplication"])
            copies["locations"] = [
                {**each, "roleType": "Primary" if each["locationName"] == to else "Secondary"}
                for each in copies["locations"]
            ]
            return inputs | {"geoDataReplication": copies}
        return None

    rewritten(folder, change)


def of(folder: Path, *types: str) -> dict[str, CloudObject]:
    """The objects of these types, by id."""
    return {there.id: there for there in read_cloud(folder) if there.type in types}


def roles(folder: Path) -> dict[str, tuple[str | None, str]]:
    """Each server of the database: what it copies, and its standby."""
    return {
        there.inputs["serverName"]: (
            there.inputs.get("sourceServerResourceId"),
            there.inputs.get("highAvailability", {}).get("mode", "none"),
        )
        for there in of(folder, SERVER).values()
    }


def test_t16_the_environment_moves_to_the_second_region_and_back(opened: Opener) -> None:
    """Both regions stand; a forced move promotes one server and touches nothing else; the way back ends as it
    began; nothing that keeps data is ever deleted or made anew.
    """
    with opened(".", "prod") as first:
        folder, project = first.folder, find_project(ROOT)
        up(first)
        second = open_stack(first, project, "prod-south")
        up(second)
        before, stood = roles(folder), set(of(folder, *STATEFUL))
        origins = {each.inputs["hostName"]: each.inputs["priority"] for each in of(folder, ORIGIN).values()}
        assert origins == {"origin.tripgen.example": 1, "origin-south.tripgen.example": 2}

        # The first region does not answer: nothing is read, and one server is changed.
        calls = len(read_calls(folder))
        set_config(first, "jiban:recovery.active=second", path=True)
        set_config(first, "jiban:recovery.promotion=forced", path=True)
        up(first, "--refresh=false", "--target", "**postgres-replica-south")
        assert changes(folder, calls) == [("update", "postgres-replica-south")]
        (south,) = (each for each in of(folder, SERVER).values() if "-south-" in each.inputs["serverName"])
        assert south.inputs["replica"] == {
            "promoteMode": "Switchover",
            "promoteOption": "Forced",
            "role": "Primary",
        }
        promoted(folder, "koreasouth")

        # It answers again: whole deployments of both stacks leave the roles alone.
        moved = roles(folder)
        calls = len(read_calls(folder))
        up(first)
        up(second)
        assert [each for each in changes(folder, calls) if each[0] != "update"] == []
        assert roles(folder) == moved != before

        # Back, with everything that the second region has taken meanwhile.
        set_config(first, "jiban:recovery.active=first", path=True)
        set_config(first, "jiban:recovery.promotion=planned", path=True)
        calls = len(read_calls(folder))
        up(first)
        assert ("update", "postgres-primary") in changes(folder, calls)
        promoted(folder, "koreacentral")
        refuse(
            first.run("config", "rm", "jiban:recovery.active", "--path", *first.stack_flags()), "config rm"
        )
        up(first)

        calls = len(read_calls(folder))
        up(first)
        up(second)
        assert changes(folder, calls) == []
        assert roles(folder) == before
        assert set(of(folder, *STATEFUL)) == stood
        assert [call for call in read_calls(folder) if call.op == "delete"] == []
        assert {
            each.inputs["hostName"]: each.inputs["priority"] for each in of(folder, ORIGIN).values()
        } == origins
