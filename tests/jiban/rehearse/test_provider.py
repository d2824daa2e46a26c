"""What the simulated provider answers to each call of the engine, and what it leaves in its cloud and log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import provider_pb2, status_pb2

from jiban.model.digest import UNKNOWN_TEXT
from jiban.model.plan import SECRET_SIGNATURE, SIGNATURE, UNKNOWN
from jiban.plan.convert import to_struct
from jiban.rehearse.cloud import CloudObject, read_calls, read_cloud, write_cloud
from jiban.rehearse.conditions import Conditions, write_conditions
from jiban.rehearse.provider import Provider, main

ROLE = "aws:iam/role:Role"
VPC = "aws:ec2/vpc:Vpc"
SUBNET = "azure-native:network:Subnet"
GROUP = "azure-native:resources:ResourceGroup"
DISK = "aws:rds/instance:Instance"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
POD = "kubernetes:core/v1:Pod"
ALIAS = "aws:kms/alias:Alias"
PRIVATE = CloudObject(
    "azure-native:containerservice:ManagedCluster",
    "/group/aks",
    None,
    {"apiServerAccessProfile": {"enablePrivateCluster": True}},
)


def urn(kind: str, name: str = "it") -> str:
    """The URN of a resource."""
    return f"urn:pulumi:dev::shop::{kind}::{name}"


class AbortedError(Exception):
    """A call ended with an error."""


class Call:
    """Stands in for gRPC's side of a call."""

    def __init__(self, peer: str = "engine") -> None:
        self.trailing: dict[str, bytes] = {}
        self._peer = peer

    def peer(self) -> str:
        """Say whose connection it is."""
        return self._peer

    def set_trailing_metadata(self, pairs: Any) -> None:
        """Keep what goes with an error."""
        self.trailing.update(dict(pairs))

    def abort(self, code: grpc.StatusCode, said: str) -> None:
        """End the call."""
        raise AbortedError(code, said)


class Cloud:
    """A provider of a folder, asked as the engine asks it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.provider = Provider(folder)

    def create(self, kind: str, inputs: Mapping[str, Any], name: str = "it", *, preview: bool = False) -> Any:
        """Make an object."""
        asked = provider_pb2.CreateRequest(urn=urn(kind, name), properties=to_struct(inputs), preview=preview)
        return self.provider.Create(asked, Call())

    def update(self, kind: str, id_: str, inputs: Mapping[str, Any], **more: Any) -> Any:
        """Change an object."""
        olds = to_struct(more.pop("olds", {}))
        asked = provider_pb2.UpdateRequest(
            urn=urn(kind), id=id_, news=to_struct(inputs), old_inputs=olds, **more
        )
        return self.provider.Update(asked, Call())

    def delete(self, kind: str, id_: str, inputs: Mapping[str, Any] | None = None) -> None:
        """Remove an object."""
        asked = provider_pb2.DeleteRequest(urn=urn(kind), id=id_, old_inputs=to_struct(inputs or {}))
        self.provider.Delete(asked, Call())

    def read(
        self,
        kind: str,
        id_: str,
        *,
        inputs: Mapping[str, Any] | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read an object."""
        asked = provider_pb2.ReadRequest(
            urn=urn(kind), id=id_, inputs=to_struct(inputs or {}), properties=to_struct(properties or {})
        )
        return self.provider.Read(asked, Call())

    def diff(self, kind: str, olds: Mapping[str, Any], news: Mapping[str, Any], id_: str = "1") -> Any:
        """Compare an object with what it is to be."""
        asked = provider_pb2.DiffRequest(
            urn=urn(kind), id=id_, old_inputs=to_struct(olds), news=to_struct(news)
        )
        return self.provider.Diff(asked, Call())

    def configure(self, args: Mapping[str, Any], region: str = "", peer: str = "engine") -> Any:
        """Configure the provider of a connection."""
        variables = {"aws:config:region": region} if region else {}
        asked = provider_pb2.ConfigureRequest(args=to_struct(args), variables=variables)
        return self.provider.Configure(asked, Call(peer))

    def faults(self, *found: Mapping[str, Any]) -> None:
        """Let calls go wrong."""
        (self.folder / "faults.json").write_text(json.dumps(found))

    def logged(self) -> list[tuple[str, str, str]]:
        """What was asked: the call, the id and how it went."""
        return [(call.op, call.id, call.result) for call in read_calls(self.folder)]


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    """An empty cloud."""
    return Cloud(tmp_path)


def refused(caught: pytest.ExceptionInfo[AbortedError]) -> tuple[grpc.StatusCode, str]:
    """Code and words of a call that ended with an error."""
    code, said = caught.value.args
    return code, said


def values(struct: Any) -> dict[str, Any]:
    """Return a message's values."""
    return json_format.MessageToDict(struct)


def test_an_object_is_made_once(cloud: Cloud) -> None:
    """It is there with its inputs and outputs, and a second one at its address is refused."""
    made = cloud.create(ROLE, {"name": "runner"})
    (there,) = read_cloud(cloud.folder)
    assert (there.type, there.id, there.address) == (ROLE, made.id, "runner")
    assert there.inputs == {"name": "runner"}
    assert values(made.properties) == there.outputs
    assert there.outputs["name"] == "runner"
    with pytest.raises(AbortedError) as caught:
        cloud.create(ROLE, {"name": "runner"}, "other")
    assert refused(caught) == (grpc.StatusCode.ALREADY_EXISTS, f"{ROLE} runner already exists")
    assert [result for _, _, result in cloud.logged()] == ["ok", "already exists"]


def test_a_preview_makes_nothing(cloud: Cloud) -> None:
    """Outputs that the cloud gives are not known yet."""
    found = values(cloud.create(ROLE, {"name": "runner"}, preview=True).properties)
    assert found["name"] == "runner"
    assert found["arn"] == UNKNOWN_TEXT
    assert (read_cloud(cloud.folder), cloud.logged()) == ((), [])


def test_a_preview_of_what_the_program_makes_by_itself_says_nothing(cloud: Cloud) -> None:
    """A dynamic provider is asked when there is something to make."""
    dynamic = "pulumi-python:dynamic:Resource"
    assert values(cloud.create(dynamic, {"size": 1}, preview=True).properties) == {}


def test_an_object_is_changed_and_removed(cloud: Cloud) -> None:
    """A preview of a change changes nothing; one of an object that is gone is refused."""
    id_ = cloud.create(ROLE, {"name": "runner"}).id
    cloud.update(ROLE, id_, {"name": "runner", "path": "/a/"}, preview=True)
    assert read_cloud(cloud.folder)[0].inputs == {"name": "runner"}
    found = cloud.update(ROLE, id_, {"name": "runner", "path": "/b/"})
    assert values(found.properties)["path"] == "/b/"
    assert read_cloud(cloud.folder)[0].inputs == {"name": "runner", "path": "/b/"}
    assert read_cloud(cloud.folder)[0].outputs["path"] == "/b/"
    cloud.delete(ROLE, id_)
    assert read_cloud(cloud.folder) == ()
    with pytest.raises(AbortedError) as caught:
        cloud.update(ROLE, id_, {"name": "runner"})
    assert refused(caught) == (grpc.StatusCode.NOT_FOUND, f"{ROLE} {id_} does not exist")
    assert cloud.logged() == [
        ("create", id_, "ok"),
        ("update", id_, "ok"),
        ("delete", id_, "ok"),
        ("update", id_, "not found"),
    ]


def test_a_group_goes_with_all_that_is_in_it(cloud: Cloud) -> None:
    """And with nothing of a group whose name begins alike."""
    first = cloud.create(GROUP, {"resourceGroupName": "rg"}).id
    other = cloud.create(GROUP, {"resourceGroupName": "rg2"}, "second").id
    place = {"virtualNetworkName": "net", "subnetName": "apps"}
    cloud.create(SUBNET, {"resourceGroupName": "rg", **place})
    kept = cloud.create(SUBNET, {"resourceGroupName": "rg2", **place}, "second").id
    cloud.delete(GROUP, first)
    assert [each.id for each in read_cloud(cloud.folder)] == [other, kept]


def test_an_object_is_read_as_it_is(cloud: Cloud) -> None:
    """With its inputs and outputs."""
    made = cloud.create(ROLE, {"name": "runner"})
    found = cloud.read(ROLE, made.id)
    assert (found.id, values(found.inputs)) == (made.id, {"name": "runner"})
    assert values(found.properties) == values(made.properties)


def test_an_object_that_is_gone_is_read_as_nothing(cloud: Cloud) -> None:
    """One that a state knows by its inputs, and one that was deleted here."""
    id_ = cloud.create(ROLE, {"name": "runner"}).id
    cloud.delete(ROLE, id_)
    assert cloud.read(ROLE, id_).id == ""
    assert cloud.read(ROLE, "never", inputs={"name": "never"}).id == ""
    assert [result for op, _, result in cloud.logged() if op == "read"] == ["gone", "gone"]


def test_an_object_that_was_never_made_here_is_made_up(cloud: Cloud) -> None:
    """A program may read what it does not own."""
    found = cloud.read(VPC, "vpc-7", properties={"cidrBlock": "10.0.0.0/16"})
    assert (found.id, values(found.properties)["cidrBlock"]) == ("vpc-7", "10.0.0.0/16")
    assert cloud.logged() == [("read", "vpc-7", "simulated")]


def test_an_object_without_a_name_gets_one_when_it_is_checked(cloud: Cloud) -> None:
    """The one that it had before, if it had one."""
    asked = provider_pb2.CheckRequest(urn=urn(ROLE, "runner"), news=to_struct({"path": "/"}), randomSeed=b"a")
    name = values(cloud.provider.Check(asked, Call()).inputs)["name"]
    assert name.startswith("runner-")
    asked.randomSeed = b"b"
    asked.olds.CopyFrom(to_struct({"name": name}))
    assert values(cloud.provider.Check(asked, Call()).inputs) == {"path": "/", "name": name}


def test_a_difference_says_what_it_does_to_each_property(cloud: Cloud) -> None:
    """Added, deleted or changed, in place or by a replacement."""
    olds = {"cidrBlock": "10.0.0.0/16", "instanceTenancy": "default", "tags": {"a": "1", "b": "1"}}
    news = {"cidrBlock": "10.1.0.0/16", "ipv4IpamPoolId": "pool", "tags": {"a": "2", "c": "1"}}
    found = cloud.diff(VPC, olds, news)
    kind = provider_pb2.PropertyDiff
    assert {path: each.kind for path, each in found.detailedDiff.items()} == {
        "cidrBlock": kind.UPDATE_REPLACE,
        "ipv4IpamPoolId": kind.ADD_REPLACE,
        "instanceTenancy": kind.DELETE_REPLACE,
        "tags.a": kind.UPDATE,
        "tags.b": kind.DELETE,
        "tags.c": kind.ADD,
    }
    assert all(each.inputDiff for each in found.detailedDiff.values())
    assert list(found.diffs) == ["cidrBlock", "instanceTenancy", "ipv4IpamPoolId", "tags"]
    assert sorted(found.replaces) == ["cidrBlock", "instanceTenancy", "ipv4IpamPoolId"]
    assert (found.changes, found.hasDetailedDiff) == (provider_pb2.DiffResponse.DIFF_SOME, True)
    assert not found.deleteBeforeReplace


def test_no_difference_is_told(cloud: Cloud) -> None:
    """The engine would make up its own otherwise."""
    found = cloud.diff(VPC, {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.0.0.0/16"})
    assert found.changes == provider_pb2.DiffResponse.DIFF_NONE


@pytest.mark.parametrize(
    ("before", "after", "first"),
    [
        ({"name": "a", "path": "/"}, {"name": "a", "path": "/b/"}, True),
        ({"name": "a", "path": "/"}, {"name": "b", "path": "/b/"}, False),
        ({"name": "a", "description": "1"}, {"name": "a", "description": "2"}, False),
    ],
)
def test_an_address_that_stays_is_free_before_it_is_taken_again(
    cloud: Cloud, before: Mapping[str, Any], after: Mapping[str, Any], *, first: bool
) -> None:
    """A replacement of another name, and a change in place, leave the old object alone."""
    assert cloud.diff(ROLE, before, after).deleteBeforeReplace is first


def test_an_object_that_was_edited_is_changed(cloud: Cloud) -> None:
    """The one of its type and id alone, and in place."""
    write_conditions(cloud.folder, Conditions(edited=(f"{ROLE} runner",)))
    found = cloud.diff(ROLE, {"name": "runner"}, {"name": "runner"}, "runner")
    assert (list(found.diffs), list(found.replaces)) == (["tags"], [])
    other = cloud.diff(ROLE, {"name": "other"}, {"name": "other"}, "other")
    assert other.changes == provider_pb2.DiffResponse.DIFF_NONE


def test_a_size_that_the_cloud_has_grown_is_no_difference(cloud: Cloud) -> None:
    """A disk of AWS that may grow is not taken back to what the program says."""
    olds = {"allocatedStorage": 40, "maxAllocatedStorage": 100}
    found = cloud.diff(DISK, olds, {"allocatedStorage": 20, "maxAllocatedStorage": 100})
    assert found.changes == provider_pb2.DiffResponse.DIFF_NONE
    found = cloud.diff(DISK, olds, {"allocatedStorage": 60, "maxAllocatedStorage": 100})
    assert list(found.diffs) == ["allocatedStorage"]


def test_numbers_out_of_order_are_refused(cloud: Cloud) -> None:
    """Whether the object is new or changed; nothing is written."""
    wrong = {"identifier": "db", "allocatedStorage": 100, "maxAllocatedStorage": 50}
    with pytest.raises(AbortedError) as caught:
        cloud.create(DISK, wrong)
    said = "allocatedStorage 100 is more than maxAllocatedStorage 50"
    assert refused(caught) == (grpc.StatusCode.INVALID_ARGUMENT, said)
    id_ = cloud.create(DISK, {"identifier": "db"}).id
    with pytest.raises(AbortedError) as caught:
        cloud.update(DISK, id_, wrong)
    assert refused(caught) == (grpc.StatusCode.INVALID_ARGUMENT, said)
    assert [each.inputs for each in read_cloud(cloud.folder)] == [{"identifier": "db"}]
    assert cloud.logged() == [("create", "", "refused"), ("create", id_, "ok"), ("update", id_, "refused")]


DATABASE = "azure-native:dbforpostgresql:Server"


def server(size: int) -> dict[str, Any]:
    """A database with a disk that grows by itself."""
    return {
        "resourceGroupName": "rg",
        "serverName": "db",
        "storage": {"storageSizeGB": size, "autoGrow": "Enabled"},
    }


def test_a_disk_of_azure_cannot_shrink(cloud: Cloud) -> None:
    """The cloud refuses it, and the disk stays as it was."""
    id_ = cloud.create(DATABASE, server(128)).id
    with pytest.raises(AbortedError) as caught:
        cloud.update(DATABASE, id_, server(64), olds=server(128))
    assert refused(caught)[0] == grpc.StatusCode.INVALID_ARGUMENT
    assert "storageSizeGB cannot be reduced from 128 to 64" in refused(caught)[1]
    assert cloud.logged()[-1] == ("update", id_, "cannot shrink")
    assert read_cloud(cloud.folder)[0].inputs == server(128)


def test_a_disk_of_aws_that_has_grown_stays(cloud: Cloud) -> None:
    """An update of something else does not write the size of the program."""
    before = {"identifier": "db", "allocatedStorage": 20, "maxAllocatedStorage": 100}
    id_ = cloud.create(DISK, before).id
    (there,) = read_cloud(cloud.folder)
    grown = {**before, "allocatedStorage": 40}
    write_cloud(cloud.folder, [replace(there, inputs=grown, outputs={**there.outputs, **grown})])
    cloud.configure({})
    found = cloud.update(DISK, id_, {**before, "tags": {"a": "1"}}, olds=before)
    assert values(found.properties)["allocatedStorage"] == 40
    (after,) = read_cloud(cloud.folder)
    assert (after.inputs["allocatedStorage"], after.outputs["allocatedStorage"]) == (40, 40)
    assert after.inputs["tags"] == {"a": "1"}


def test_what_is_secret_stays_so(cloud: Cloud) -> None:
    """The provider takes secrets as they are, and gives them back so."""
    handshake = cloud.provider.Handshake(provider_pb2.ProviderHandshakeRequest(), Call())
    assert handshake.accept_secrets
    assert not handshake.accept_resources
    answer = cloud.configure({})
    assert (answer.acceptSecrets, answer.supportsPreview, answer.acceptResources) == (True, True, False)
    secret = {SIGNATURE: SECRET_SIGNATURE, "value": "open-sesame"}
    made = cloud.create("aws:ssm/parameter:Parameter", {"name": "a", "type": "String", "value": secret})
    assert values(made.properties)["value"] == secret


def test_the_provider_takes_what_it_is_configured_with(cloud: Cloud) -> None:
    """A change of it replaces what the provider's own rules say."""
    attached = cloud.provider.Attach(provider_pb2.CheckRequest(), Call())
    assert isinstance(attached, empty_pb2.Empty)
    asked = provider_pb2.CheckRequest(urn=urn("pulumi:providers:aws"), news=to_struct({"region": "eu"}))
    assert values(cloud.provider.CheckConfig(asked, Call()).inputs) == {"region": "eu"}
    assert cloud.provider.GetSchema(provider_pb2.GetSchemaRequest(), Call()).schema == "{}"
    version = cloud.provider.GetPluginInfo(empty_pb2.Empty(), Call()).version
    assert int(version.split(".")[0]) >= 7


@pytest.mark.parametrize(
    ("before", "after", "replaces"),
    [("https://a.example.com", "https://b.example.com", True), ("https://a.example.com", None, False)],
)
def test_another_cluster_replaces_all_that_a_provider_made(
    cloud: Cloud, before: str, after: str | None, *, replaces: bool
) -> None:
    """A kubeconfig of the same one does not."""
    kind = "pulumi:providers:kubernetes"
    olds, news = kubeconfig(before), kubeconfig(after or before, user="b")
    asked = provider_pb2.DiffRequest(urn=urn(kind), old_inputs=to_struct(olds), news=to_struct(news))
    found = cloud.provider.DiffConfig(asked, Call())
    assert list(found.diffs) == ["kubeconfig"]
    assert list(found.replaces) == (["kubeconfig"] if replaces else [])
    assert not found.deleteBeforeReplace


def kubeconfig(server: str, *, user: str = "a") -> dict[str, str]:
    """The configuration of a Kubernetes provider."""
    content = {
        "current-context": "it",
        "clusters": [{"name": "it", "cluster": {"server": server}}],
        "contexts": [{"name": "it", "context": {"cluster": "it", "user": user}}],
    }
    return {"kubeconfig": json.dumps(content)}


def test_the_functions_of_a_provider(cloud: Cloud) -> None:
    """In the region that it is configured for, us-east-1 before."""

    def region() -> str:
        asked = provider_pb2.InvokeRequest(tok="aws:index/getRegion:getRegion")
        return values(getattr(cloud.provider.Invoke(asked, Call()), "return"))["region"]

    assert region() == "us-east-1"
    cloud.configure({}, "eu-west-1")
    assert region() == "eu-west-1"
    cloud.configure({})
    assert region() == "eu-west-1"
    assert cloud.logged() == [("invoke", "", "ok")] * 3


def test_a_function_without_a_result(cloud: Cloud) -> None:
    """The engine is told where one can be written down."""
    with pytest.raises(AbortedError) as caught:
        cloud.provider.Invoke(provider_pb2.InvokeRequest(tok="demo:index:get"), Call())
    assert refused(caught) == (
        grpc.StatusCode.UNIMPLEMENTED,
        (
            "the simulated cloud has no result for demo:index:get: add one to lookups.yaml beside "
            "Pulumi.yaml, under `invokes`"
        ),
    )
    assert cloud.logged() == [("invoke", "", "no result")]


def test_a_function_that_refuses_its_arguments(cloud: Cloud) -> None:
    """The engine is told why."""
    asked = provider_pb2.InvokeRequest(tok="aws:index/getArn:getArn", args=to_struct({"arn": "x"}))
    with pytest.raises(AbortedError) as caught:
        cloud.provider.Invoke(asked, Call())
    assert refused(caught) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "aws:index/getArn:getArn: arn must be arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE",
    )
    assert cloud.logged() == [("invoke", "", "refused")]


@pytest.mark.parametrize("op", ["create", "read", "update", "delete"])
def test_a_cluster_that_is_out_of_reach(cloud: Cloud, op: str) -> None:
    """Nobody outside makes, reads, changes or removes anything in a private one."""
    inputs = {"metadata": {"name": "a", "namespace": "shop"}}
    write_cloud(cloud.folder, [PRIVATE, CloudObject(CONFIG_MAP, "shop/a", "shop/a", inputs)])
    write_conditions(cloud.folder, Conditions(place="outside"))
    cloud.configure({"clusterIdentifier": PRIVATE.id})
    calls = {
        "create": lambda: cloud.create(CONFIG_MAP, {"metadata": {"name": "b"}}),
        "read": lambda: cloud.read(CONFIG_MAP, "shop/a"),
        "update": lambda: cloud.update(CONFIG_MAP, "shop/a", inputs),
        "delete": lambda: cloud.delete(CONFIG_MAP, "shop/a"),
    }
    with pytest.raises(AbortedError) as caught:
        calls[op]()
    assert refused(caught)[0] == grpc.StatusCode.UNAVAILABLE
    assert "the API of aks has a private address alone" in refused(caught)[1]
    assert cloud.logged() == [(op, "" if op == "create" else "shop/a", "unreachable")]
    assert len(read_cloud(cloud.folder)) == 2


def test_what_needs_no_cluster_is_done_outside(cloud: Cloud) -> None:
    """A check, a comparison, and whatever is of the cloud itself."""
    write_cloud(cloud.folder, [PRIVATE])
    write_conditions(cloud.folder, Conditions(place="outside"))
    cloud.configure({"clusterIdentifier": PRIVATE.id})
    asked = provider_pb2.CheckRequest(urn=urn(CONFIG_MAP), news=to_struct({"data": {}}), randomSeed=b"a")
    assert values(cloud.provider.Check(asked, Call()).inputs)["metadata"]["name"].startswith("it-")
    assert list(cloud.diff(CONFIG_MAP, {"data": {"a": "1"}}, {"data": {"a": "2"}}).diffs) == ["data"]
    assert cloud.create(ROLE, {"name": "runner"}).id


def test_two_clusters_hold_objects_of_the_same_name(cloud: Cloud) -> None:
    """Each connection of the engine has a provider of its own."""
    named = {"metadata": {"name": "a", "namespace": "shop"}}
    asked = provider_pb2.CreateRequest(urn=urn(CONFIG_MAP), properties=to_struct(named))
    for peer in ("one", "two"):
        cloud.configure({"clusterIdentifier": f"cluster-{peer}"}, peer=peer)
        cloud.provider.Create(asked, Call(peer))
    assert [each.cluster for each in read_cloud(cloud.folder)] == ["cluster-one", "cluster-two"]
    with pytest.raises(AbortedError):
        cloud.provider.Create(asked, Call("two"))


def test_a_pod_that_cannot_start_is_there_and_not_ready(cloud: Cloud) -> None:
    """The engine hears its id, what it is and what it lacks."""
    write_conditions(cloud.folder, Conditions(listed=True))
    pod = {
        "metadata": {"name": "api", "namespace": "shop"},
        "spec": {"containers": [{"name": "main", "image": "own.azurecr.io/api:1"}]},
    }
    call = Call()
    with pytest.raises(AbortedError) as caught:
        cloud.provider.Create(provider_pb2.CreateRequest(urn=urn(POD), properties=to_struct(pod)), call)
    assert refused(caught) == (grpc.StatusCode.UNKNOWN, "'api' timed out waiting to be Ready")
    status = status_pb2.Status.FromString(call.trailing["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    assert (status.code, detail.id, values(detail.inputs)) == (2, "shop/api", pod)
    assert values(detail.properties)["spec"]["containers"][0]["image"] == "own.azurecr.io/api:1"
    assert detail.reasons[0] == "'api' timed out waiting to be Ready"
    assert "own.azurecr.io/api:1" in detail.reasons[1]
    assert cloud.logged() == [("create", "shop/api", "ok"), ("await", "shop/api", "not ready")]
    assert [each.id for each in read_cloud(cloud.folder)] == ["shop/api"]
    write_conditions(cloud.folder, Conditions(listed=True, images=("api:1",)))
    assert cloud.update(POD, "shop/api", pod).properties


@pytest.mark.parametrize(("when", "there"), [("before", 0), ("after", 1)])
def test_a_call_that_fails_on_purpose(cloud: Cloud, when: str, there: int) -> None:
    """Before the cloud has done it, or after."""
    cloud.faults({"op": "create", "type": ROLE, "when": when, "do": "error"})
    with pytest.raises(AbortedError) as caught:
        cloud.create(ROLE, {"name": "runner"})
    assert refused(caught) == (grpc.StatusCode.INTERNAL, f"simulated fault: error {when} create")
    assert len(read_cloud(cloud.folder)) == there
    assert cloud.logged()[-1][2] == f"fault: error {when}"


def test_a_change_that_was_made_and_not_told(cloud: Cloud) -> None:
    """A fault afterwards leaves in the cloud what was done."""
    cloud.faults(*({"op": op, "when": "after", "do": "error"} for op in ("update", "delete")))
    id_ = cloud.create(ROLE, {"name": "runner"}).id
    with pytest.raises(AbortedError):
        cloud.update(ROLE, id_, {"name": "runner", "path": "/b/"})
    assert [each.inputs for each in read_cloud(cloud.folder)] == [{"name": "runner", "path": "/b/"}]
    with pytest.raises(AbortedError):
        cloud.delete(ROLE, id_)
    assert read_cloud(cloud.folder) == ()


def test_an_object_that_is_made_and_not_ready_on_purpose(cloud: Cloud) -> None:
    """The state learns of it."""
    cloud.faults({"op": "create", "when": "after", "do": "partial"})
    call = Call()
    asked = provider_pb2.CreateRequest(urn=urn(ROLE), properties=to_struct({"name": "runner"}))
    with pytest.raises(AbortedError) as caught:
        cloud.provider.Create(asked, call)
    assert refused(caught) == (grpc.StatusCode.UNKNOWN, "simulated fault: not ready")
    assert "grpc-status-details-bin" in call.trailing
    assert len(read_cloud(cloud.folder)) == 1


def test_a_call_that_hangs_goes_on_when_the_engine_stops(cloud: Cloud) -> None:
    """The next engine's calls hang again."""
    cloud.faults({"op": "read", "do": "hang"})
    cloud.provider.Cancel(empty_pb2.Empty(), Call())
    with pytest.raises(AbortedError, match="hang before read"):
        cloud.read(ROLE, "runner")


def test_faults_that_are_wrong_end_the_call(cloud: Cloud) -> None:
    """With what is wrong about them."""
    (cloud.folder / "faults.json").write_text("{}")
    with pytest.raises(AbortedError) as caught:
        cloud.read(ROLE, "runner")
    assert refused(caught) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "faults.json: expected a list of faults, got a map",
    )


def test_what_a_rehearsal_changes_between_two_commands_is_there_for_the_next(cloud: Cloud) -> None:
    """Each engine configures its providers anew."""
    id_ = cloud.create(ROLE, {"name": "runner"}).id
    write_cloud(cloud.folder, [CloudObject(ROLE, id_, "runner", {"name": "runner"}, {"path": "/x/"})])
    cloud.configure({})
    assert values(cloud.read(ROLE, id_).properties) == {"path": "/x/"}


def test_an_address_that_is_not_known_yet_is_none(cloud: Cloud) -> None:
    """A replacement need not wait for it."""
    found = cloud.diff(ALIAS, {"name": "alias/a"}, {"name": UNKNOWN})
    assert not found.deleteBeforeReplace


@pytest.mark.parametrize("arguments", [[], ["a", "b", "c"]])
def test_a_command_line_that_is_wrong(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """How it is called is told."""
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m jiban.rehearse.provider FOLDER [PROJECT]\n"
