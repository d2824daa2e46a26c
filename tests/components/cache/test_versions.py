"""Which Valkey a cache on AWS runs."""

import json
from importlib.resources import files

from jiban.components.cache.versions import Engine, engine


def test_the_version_and_its_family() -> None:
    """The newest that was offered when the table was read."""
    assert engine("aws") == Engine("9.1", "valkey9")


def test_the_version_is_one_that_elasticache_offers() -> None:
    """By the list that cfn-lint has from its API."""
    folder = files("cfnlint") / "data" / "schemas" / "extensions" / "aws_elasticache_cachecluster"
    rules = json.loads((folder / "engine_version.json").read_text("utf-8"))["allOf"]
    (offered,) = (
        rule["then"]["properties"]["EngineVersion"]["enum"]
        for rule in rules
        if rule["if"]["properties"]["Engine"].get("const") == "valkey"
    )
    assert engine("aws").version in offered
    assert engine("aws").family == f"valkey{engine('aws').version.partition('.')[0]}"
