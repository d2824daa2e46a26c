from __future__ import annotations

from collections.abc import Callable

from jiban.model.plan import Plan, Resource, Secret, walk

Planner = Callable[..., Plan]

FILES = {
    "Pulumi.dev.yaml": """
        config:
          demo:whole: {secure: AAAA}
          demo:part:
            user: admin
            keys: [{secure: BBBB}, open]
        """
}


def test_secret_outputs_of_every_type_go_on(plan_program: Planner) -> None:
    """Every typed reader of an undecrypted secret gives a secret and the program goes on."""
    found = plan_program(
        """
        c = pulumi.Config()
        pulumi.export("all", {
            "text": c.require_secret("whole"), "int": c.require_secret_int("whole"),
            "bool": c.get_secret_bool("whole"), "float": c.require_secret_float("whole"),
            "object": c.require_secret_object("whole"),
            "inside": c.require_secret_object("whole").apply(lambda o: o["a"] + o.get("b")),
        })
        """,
        files=FILES,
    )
    assert {key: type(value) for key, value in found.outputs["all"].items()} == dict.fromkeys(
        ("bool", "float", "inside", "int", "object", "text"), Secret
    )


def test_plain_number_from_a_secret_is_noted(plan_program: Planner) -> None:
    """A secret read in plain as a number gives a harmless number, and the plan says where."""
    found = plan_program('pulumi.export("n", pulumi.Config().require_int("whole"))\n', files=FILES)
    assert found.outputs == {"n": 1}
    last = found.placeholders[-1]
    assert (last.kind, last.token, str(last.source)) == ("secret", "demo:whole", "__main__.py:2")
    assert "read as int, placeholder 1" in last.note


def test_text_made_of_a_secret_in_plain_is_secret(plan_program: Planner) -> None:
    """A secret read in plain and built into a text makes that text secret wherever it goes."""
    found = plan_program(
        """
        c = pulumi.Config()
        url = f"postgres://{c.require('whole')}@host"
        t = pulumi.CustomResource("test:index:T", "t", {"url": url, "deep": [{"x": url}], "other": "host"})
        keys = c.require_object("part")["keys"]
        pulumi.export("o", [url, keys[0], keys[1]])
        pulumi.log.info(url)
        """,
        files=FILES,
    )
    resource: Resource = found.resources[1]
    assert {path: type(value) for path, value in walk(resource.inputs)} == {
        ("deep", 0, "x"): Secret,
        ("other",): str,
        ("url",): Secret,
    }
    assert [type(value) for value in found.outputs["o"]] == [Secret, Secret, str]
    assert found.diagnostics[0].message == "postgres://[secret]@host"


def test_every_secret_is_listed_with_its_line(plan_program: Planner) -> None:
    """Each value that could not be decrypted is a placeholder with its line, and shows as [secret]."""
    found = plan_program("", files=FILES)
    assert [(s.token, str(s.source)) for s in found.placeholders] == [
        ("demo:whole", "Pulumi.dev.yaml:3"),
        ("demo:part.keys[0]", "Pulumi.dev.yaml:6"),
    ]
    assert found.config == {
        "demo:part": '{"keys":["[secret]","open"],"user":"admin"}',
        "demo:whole": "[secret]",
    }


def test_override_takes_the_place_of_a_secret(plan_program: Planner) -> None:
    """A value given on the command line is used as it is, and no longer a placeholder."""
    found = plan_program(
        'pulumi.export("s", pulumi.Config().require_secret_int("whole"))\n',
        files=FILES,
        overrides=["whole=42"],
    )
    assert found.outputs == {"s": Secret(42)}
    assert [s.token for s in found.placeholders] == ["demo:part.keys[0]"]
