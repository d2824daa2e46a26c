"""What a project says of its settings: where secrets may stand, and how they are set."""

import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from jiban.settings.fields import Field, ValuePath
from jiban.settings.root import NoSettingsError, Root, declared_root

ROOT = Root(model=BaseModel, namespace="shop", secrets=(("vault", "values"), ("passwords",)))


@pytest.mark.parametrize(
    ("path", "may"),
    [
        (("vault",), False),
        (("vault", "values"), False),
        (("vault", "values", "key"), True),
        (("passwords",), False),
        (("passwords", "database"), True),
        (("vault", "names", "key"), False),
        (("other", "values", "key"), False),
    ],
)
def test_only_what_stands_in_one_of_the_maps_may_be_encrypted(path: ValuePath, *, may: bool) -> None:
    """Not a map itself, as a plan must know its names."""
    assert ROOT.may_be_encrypted(path) is may


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ((), False),
        (("vault",), True),
        (("vault", "values", "key"), True),
        (("passwords",), True),
        (("vault", "names"), False),
        (("other",), False),
    ],
)
def test_above_and_below_a_map_there_may_be_secrets(path: ValuePath, *, may: bool) -> None:
    """A map that is written wrongly may hold them anywhere."""
    assert ROOT.may_hold_secrets(path) is may


def test_a_secret_is_set_in_the_map_near_which_it_stood() -> None:
    """And in the first where it stood near none."""
    assert "'shop:passwords.<name>'" in ROOT.set_secret(("passwords", "database"))
    assert "'shop:vault.values.<name>'" in ROOT.set_secret(("other",))


def test_a_project_may_have_no_secrets() -> None:
    """Then none may be encrypted."""
    assert Root(model=BaseModel, namespace="shop").may_be_encrypted(("passwords", "database")) is False


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("vault",), "shop:vault"),
        (("vault", "values", "key"), "shop:vault.values.key"),
        (("names", 0, "x"), "shop:names[0].x"),
        (("a b", "c.d"), 'shop:"a b"["c.d"]'),
        (("a", "b" * 48), f"shop:a.{'b' * 48}"),
        (("a", "b" * 49), f'shop:a["{"b" * 49}"]'),
        (("b" * 48,), f"shop:{'b' * 48}"),
        (("b" * 49,), f'shop:"{"b" * 49}"'),
        (("1a", "_b-2"), 'shop:"1a"._b-2'),
    ],
)
def test_a_path_as_pulumi_writes_it(path: ValuePath, text: str) -> None:
    """With brackets and quotes where a step is no plain name."""
    assert ROOT.dotted(path) == text


def test_a_project_says_nothing_that_it_does_not_have() -> None:
    """No faults, no other values, no presets."""
    plain = Root(model=BaseModel, namespace="shop")
    assert plain.faults(object()) == ()
    assert plain.extension_faults(object(), {}) == ()
    assert list(plain.alternatives(Field(("x",), "text"), 1, object())) == []
    assert plain.preset_names() == ()
    assert plain.set_secret() == "set it with `pulumi config set --secret --path 'shop:.<name>'`"


def test_presets_are_named_by_their_files(tmp_path: Path) -> None:
    """In the order of the alphabet; a folder beside them is no preset."""
    for name in ("b.yaml", "a.yaml", "c.yml"):
        (tmp_path / name).touch()
    (tmp_path / "aws").mkdir()
    assert Root(model=BaseModel, namespace="shop", presets=tmp_path).preset_names() == ("a", "b")


@pytest.mark.parametrize(
    ("value", "what"), [("None", "no typed settings"), ("5", "a int as its settings")], ids=["none", "number"]
)
def test_what_is_declared_has_to_be_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, what: str
) -> None:
    """A project without them is told how to name some."""
    with pytest.raises(NoSettingsError, match="declares no typed settings: set") as caught:
        declared_root(tmp_path)
    assert caught.value.exit_code == 2
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "declared_settings", raising=False)
    (tmp_path / "declared_settings.py").write_text(f"ROOT = {value}\n")
    (tmp_path / "pyproject.toml").write_text('[tool.jiban]\nsettings = "declared_settings:ROOT"\n')
    with pytest.raises(NoSettingsError, match=f"declares {what}: set"):
        declared_root(tmp_path)
