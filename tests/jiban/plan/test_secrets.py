from __future__ import annotations

from collections.abc import Callable

from jiban import secrecy
from jiban.model.plan import Plan, Resource, Secret, walk
from jiban.plan.text import plan_text

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


LOOKUPS = {
    "lookups.yaml": """
        invokes:
          - {token: "test:index:getThing", args: {name: abc}, result: {value: {secret: v}, open: o}}
        stackReferences:
          acme/network/prod: {vpc: vpc-1, key: {secret: k}, deep: {keys: [{secret: d}]}}
    """
}


def test_outputs_of_another_stack_keep_their_secrets(plan_program: Planner) -> None:
    """By `get_output`, by `outputs` and through `apply`; an open one that is asked for alone stays open."""
    found = plan_program(
        """
        other = pulumi.StackReference("acme/network/prod")
        pulumi.export("o", {
            "get": other.get_output("key"), "require": other.require_output("key"),
            "open": other.get_output("vpc"), "none": other.get_output("missing"),
            "index": other.outputs["key"], "apply": other.outputs.apply(lambda all: all["key"]),
            "deep": other.get_output("deep"),
        })
        """,
        files=LOOKUPS,
    )
    assert found.outputs["o"] == {
        "apply": Secret("k"),
        "deep": Secret({"keys": ["d"]}),
        "get": Secret("k"),
        "index": Secret("k"),
        "none": None,
        "open": "vpc-1",
        "require": Secret("k"),
    }


def test_secret_arguments_of_functions_are_marked(plan_program: Planner) -> None:
    """However short: in the record of the call, which the plan and the template for lookups.yaml show."""
    found = plan_program(
        """
        secret = pulumi.Output.secret
        pulumi.runtime.invoke_output("test:index:getOther", {"name": secret("a"), "in": [secret("b"), "c"]})
        pulumi.runtime.invoke_output("test:index:getOther", {"password": "d", "name": "e"})
        """
    )
    assert [entry.args for entry in found.placeholders] == [
        {"in": [Secret("b"), "c"], "name": Secret("a")},
        {"name": "e", "password": Secret("d", found=True)},
    ]


def test_a_secret_argument_still_matches_an_entry_of_lookups(plan_program: Planner) -> None:
    """What stands in lookups.yaml is compared with the value; the secret in the result stays one."""
    found = plan_program(
        """
        asked = pulumi.runtime.invoke_output("test:index:getThing", {"name": pulumi.Output.secret("abc")})
        pulumi.export("value", asked.apply(lambda found: found["value"]))
        """,
        files=LOOKUPS,
    )
    assert found.outputs == {"value": Secret("v")}
    assert [entry.args for entry in found.lookups] == [{"name": Secret("abc")}]


def test_a_secret_is_marked_wherever_its_text_goes(plan_program: Planner) -> None:
    """In plain and in base64; what does not hold it stays, and so do names and keys, which the gate hides."""
    with secrecy.gate():
        found = plan_program(
            """
            import base64
            text = "hunter2-hunter2"
            pulumi.Output.secret(text)
            coded = base64.b64encode(text.encode()).decode()
            inputs = {"a": f"see {text}", "b": coded, "c": {text: "x"}, "d": "y"}
            pulumi.CustomResource("test:index:T", "t-" + text, inputs)
            """
        )
        shown = plan_text(found)
    assert "hunter2" not in shown
    assert "t-[secret]" in shown
    assert found.resources[1].inputs == {
        "a": Secret("see hunter2-hunter2", found=True),
        "b": Secret("aHVudGVyMi1odW50ZXIy", found=True),
        "c": {"hunter2-hunter2": "x"},
        "d": "y",
    }


def test_what_stands_beside_a_secret_is_shown_where_it_is_open(plan_program: Planner) -> None:
    """Of `Output.all(host, password)` the host is no secret to a program that gives it in plain elsewhere."""
    found = plan_program(
        """
        both = pulumi.Output.all("db.example.com", pulumi.Output.secret("hunter2-hunter2"))
        both.apply(lambda given: given[0]).apply(pulumi.log.info)
        pulumi.CustomResource("test:index:T", "t", {"host": "db.example.com"})
        """
    )
    assert found.resources[1].inputs == {"host": "db.example.com"}
    assert found.diagnostics[0].message == "db.example.com"


def test_what_is_secret_by_its_name_or_type_is_marked(plan_program: Planner) -> None:
    """Whatever its length, and told from what the program marks; references and switches are not."""
    found = plan_program(
        """
        class T(pulumi.CustomResource):
            def __init__(self, name, kind, **props):
                super().__init__(kind, name, props)

        T("a", "test:index:T", password="x", passwordPolicy="y", secretName="z", tokenTtl=3)
        T("b", "test:index:T", env=[{"name": "API_KEY", "value": "x"}, {"name": "HOST", "value": "y"}])
        T("c", "kubernetes:core/v1:Secret", stringData={"a": "x"}, metadata={"name": "y"})
        T("d", "test:index:T", password="arn:aws:secretsmanager:x", adminPassword=True)
        """
    )
    assert [dict(each.inputs) for each in found.resources[1:]] == [
        {"password": Secret("x", found=True), "passwordPolicy": "y", "secretName": "z", "tokenTtl": 3},
        {"env": [{"name": "API_KEY", "value": Secret("x", found=True)}, {"name": "HOST", "value": "y"}]},
        {"metadata": {"name": "y"}, "stringData": {"a": Secret("x", found=True)}},
        {"adminPassword": True, "password": "arn:aws:secretsmanager:x"},
    ]


def test_a_secret_over_an_encrypted_value_is_hidden(plan_program: Planner) -> None:
    """What the command line gives in the place of a secret does not stand under `config`, however short."""
    found = plan_program(
        "",
        files=FILES,
        overrides=["whole=v", "other.password=w", "plain=x"],
        path_overrides=["part.keys[0]=y"],
    )
    assert found.config == {
        "demo:other.password": "[secret]",
        "demo:part": '{"keys":["[secret]","open"],"user":"admin"}',
        "demo:plain": "x",
        "demo:whole": "[secret]",
    }


def test_a_declared_secret_in_plain_is_hidden(plan_program: Planner) -> None:
    """Pulumi.yaml says that it is one, whatever the stack file makes of it."""
    found = plan_program(
        "",
        files={
            "Pulumi.yaml": "name: demo\nruntime: python\nconfig:\n  a: {secret: true, default: x}\n",
            "Pulumi.dev.yaml": "config:\n  demo:a: y\n",
        },
    )
    assert found.config == {"demo:a": "[secret]"}
