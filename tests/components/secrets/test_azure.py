from pydantic import SecretStr

from jiban.components.secrets.azure import Vault, VaultArgs
from jiban.components.secrets.spec import SecretsSpec
from jiban.testing import ProgramPlan, Resource, Secret, plan_program
from tests.components.helpers import CLIENT, SITE, TENANT

VAULT = "keyvault:Vault"
POLICY = "authorization:PolicyAssignment"
SUBSCRIPTION = "44444444-4444-4444-4444-444444444444"
SECRET = "keyvault:Secret"  # noqa: S105 - a type of resource


FUNCTIONS = {
    "authorization:getClientConfig": {
        **CLIENT["authorization:getClientConfig"],
        "subscriptionId": SUBSCRIPTION,
    }
}


def made(spec: SecretsSpec | None = None) -> ProgramPlan:
    """What a vault asks for; the result is its contract's texts."""

    def program() -> dict[str, object]:
        contract = Vault("vault", VaultArgs(spec=spec or SecretsSpec(), site=SITE)).contract
        return {
            "id": contract.vault_id,
            "name": contract.name,
            "uri": contract.uri,
            "tenant": contract.tenant_id,
            "secret_ids": dict(contract.secret_ids),
            "key_ids": dict(contract.key_ids),
            "certificate_ids": dict(contract.certificate_ids),
        }

    return plan_program(program, functions=FUNCTIONS, resolve=True)


def vault(spec: SecretsSpec | None = None) -> Resource:
    """The vault itself."""
    return made(spec).resource(VAULT, "vault-vault")


def test_the_vault_is_reached_privately() -> None:
    """Public access is off, nothing is let in by address, and Azure's own services have no way around."""
    properties = vault().inputs["properties"]
    assert properties["publicNetworkAccess"] == "disabled"
    assert properties["networkAcls"] == {"defaultAction": "Deny", "bypass": "None"}


def test_access_is_by_role() -> None:
    """Roles open the vault, and no access policy does."""
    properties = vault().inputs["properties"]
    assert properties["enableRbacAuthorization"] is True
    assert "accessPolicies" not in properties


def test_nothing_can_be_purged() -> None:
    """What is deleted stays recoverable for as long as the specification says."""
    properties = vault(SecretsSpec(retention_days=30)).inputs["properties"]
    assert properties["enableSoftDelete"] is True
    assert properties["enablePurgeProtection"] is True
    assert properties["softDeleteRetentionInDays"] == 30


def test_the_vault_belongs_to_the_deployments_tenant() -> None:
    """The tenant is the one that the deployment signs in to."""
    assert vault().inputs["properties"]["tenantId"] == TENANT


def test_the_standard_vault_keeps_keys_in_software() -> None:
    """Without hardware keys the cheaper kind is enough."""
    assert vault().inputs["properties"]["sku"] == {"family": "A", "name": "standard"}


def test_hardware_keys_take_a_premium_vault() -> None:
    """Only the premium kind holds keys in a hardware security module."""
    assert vault(SecretsSpec(hardware_keys=True)).inputs["properties"]["sku"]["name"] == "premium"


def test_the_vault_is_protected() -> None:
    """A deployment does not delete the vault."""
    assert vault().protect


def test_a_value_is_sent_as_a_secret() -> None:
    """The value of a secret never stands in a plan or a state in plain text."""
    spec = SecretsSpec(names=("api-key",), values={"api-key": SecretStr("hunter2")})
    assert made(spec).resource(SECRET, "vault-secret-api-key").inputs["properties"] == {
        "value": Secret("hunter2")
    }


def test_a_secret_without_a_value_is_left_to_its_owner() -> None:
    """A deployment writes only the secrets that it has values for."""
    assert made(SecretsSpec(names=("api-key",))).resources_of(SECRET) == ()


def test_every_secret_can_be_granted() -> None:
    """The ids of the written ones are Azure's; those of the others are made of the vault's."""
    spec = SecretsSpec(names=("api-key", "signing"), values={"signing": SecretStr("x")})
    assert made(spec).result["secret_ids"] == {
        "api-key": "id:vault-vault/secrets/api-key",
        "signing": "id:vault-secret-signing",
    }


def test_a_value_without_a_name_can_be_granted_as_well() -> None:
    """A secret that has a value need not be listed again."""
    assert set(made(SecretsSpec(values={"signing": SecretStr("x")})).result["secret_ids"]) == {"signing"}


def test_the_address_follows_from_the_name() -> None:
    """The vault's address is its name in the public cloud's domain."""
    assert made().result["uri"] == "https://kv-trip-test-e736.vault.azure.net"


def test_secrets_are_tagged() -> None:
    """A secret says whose it is."""
    spec = SecretsSpec(values={"signing": SecretStr("x")})
    assert (
        made(spec).resource(SECRET, "vault-secret-signing").inputs["tags"]["name"] == "vault-secret-signing"
    )


def test_a_value_ends_with_its_day() -> None:
    """At midnight in UTC, when the last day is over."""
    spec = SecretsSpec(values={"signing": SecretStr("x")}, expires={"signing": "2027-01-31"})
    asked = made(spec).resource(SECRET, "vault-secret-signing").inputs["properties"]["attributes"]
    assert asked == {"enabled": True, "expires": 1801440000}  # 2027-02-01T00:00:00Z


def test_a_certificate_is_read_as_a_secret() -> None:
    """No deployment makes one; it is granted by the id of what holds its key, in every version."""
    plan = made(SecretsSpec(certificates=("tls",)))
    assert plan.result["certificate_ids"] == {"tls": "id:vault-vault/secrets/tls"}
    assert not any("ertificate" in each.type for each in plan.resources)


def test_the_vault_refuses_secrets_without_an_end() -> None:
    """By Azure's own rule, which holds in the group of the vault."""
    rule = made(SecretsSpec(rotate_days=90)).resource(POLICY, "vault-secrets-have-an-end").inputs
    assert rule["policyDefinitionId"] == (
        "/providers/Microsoft.Authorization/policyDefinitions/342e8053-e12e-4c44-be01-c3c2f318400f"
    )
    assert rule["parameters"] == {"maximumValidityInDays": {"value": 90}, "effect": {"value": "Deny"}}
    assert rule["scope"] == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-trip-test"
    assert rule["enforcementMode"] == "Default"


def test_secrets_without_an_end_can_be_reported_alone() -> None:
    """The rule then takes them."""
    spec = SecretsSpec(rotate_days=180, undated="audit")
    rule = made(spec).resource(POLICY, "vault-secrets-have-an-end").inputs
    assert rule["parameters"] == {"maximumValidityInDays": {"value": 180}, "effect": {"value": "Audit"}}


def test_a_secret_may_be_good_for_ever() -> None:
    """Nothing is assigned where nobody has said for how long."""
    assert made().resources_of(POLICY) == ()


def test_each_of_several_can_be_granted() -> None:
    """Secrets with and without values, keys and certificates."""
    spec = SecretsSpec.model_validate(
        {
            "names": ("b", "a"),
            "values": {"d": "x", "c": "x"},
            "keys": {"tokens": {}, "documents": {}},
            "certificates": ("web", "tls"),
        }
    )
    found = made(spec).result
    assert found["secret_ids"] == {
        "a": "id:vault-vault/secrets/a",
        "b": "id:vault-vault/secrets/b",
        "c": "id:vault-secret-c",
        "d": "id:vault-secret-d",
    }
    assert found["key_ids"] == {"documents": "id:vault-key-documents", "tokens": "id:vault-key-tokens"}
    assert found["certificate_ids"] == {
        "tls": "id:vault-vault/secrets/tls",
        "web": "id:vault-vault/secrets/web",
    }
