"""What a platform has where nobody has said anything of it: nothing, and nothing that opens or asks more."""

from dataclasses import MISSING, fields

from jiban.components.workload.contract import (
    Administrator,
    CloudHooks,
    Destination,
    Placement,
    PlatformContract,
    PlatformShape,
)


def unsaid(kind: type) -> dict[str, object]:
    """Each field that need not be said, with what it then is."""
    return {
        each.name: each.default_factory() if each.default_factory is not MISSING else each.default
        for each in fields(kind)
        if each.default is not MISSING or each.default_factory is not MISSING
    }


def test_a_shape_has_nothing_unasked() -> None:
    """No gateway, no controller of rollouts, no driver for secrets, no certificates of its own."""
    assert unsaid(PlatformShape) == {
        "api_service": None,
        "node_groups": {},
        "region": "",
        "databases": (),
        "authorities": None,
        "subscriptions": {},
        "gateway_address": None,
        "bound": False,
        "secret_files": False,
        "references": frozenset(),
        "private_services": False,
        "gateway": None,
        "rollouts": False,
    }


def test_a_cloud_scales_its_nodes_itself_unless_it_says_otherwise() -> None:
    """Cilium, and policies that see a Service's address, are what a cloud says of itself."""
    assert unsaid(CloudHooks) == {
        "has_keda": True,
        "scales_nodes": True,
        "cilium": False,
        "scraper_role": None,
        "policies_see_services": False,
    }


def test_a_contract_names_nobody_unasked() -> None:
    """No identity, no address, no registry."""
    assert unsaid(PlatformContract) == {
        "cluster_identifier": None,
        "node_groups": {},
        "image_host": None,
        "client_ids": {},
        "database_roles": {},
        "principal_ids": {},
        "cache_users": {},
        "administrator": None,
        "vault": None,
        "addresses": {},
        "targets": None,
        "metrics_url": None,
        "queue_name": None,
        "scaler_client_id": None,
        "reader_client_id": None,
    }
    assert unsaid(Administrator) == {"client_id": None, "secret": None}
    assert unsaid(Destination) == {"variables": ()}
    assert unsaid(Placement) == {"taint": None}
