"""A folder holds what was asked for, and nothing that it did not write is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.render.folder import LIST, Changes, Folder, _is_below  # pyright: ignore[reportPrivateUsage] - the guard of every path
from jiban.report.failures import CommandError

FILES = {"web/service-web.yaml": "a: 1\n", "root.yaml": "b: 2\n"}


def written(folder: Path, files: dict[str, str]) -> Changes:
    """Write files into a folder; return what has changed."""
    found = Folder(str(folder), "shop/prod")
    changes = found.compare(files)
    found.write(files, changes)
    return changes


def content(folder: Path) -> dict[str, str]:
    """Every file of a folder but the list."""
    return {
        each.relative_to(folder).as_posix(): each.read_text()
        for each in folder.rglob("*")
        if each.is_file() and each.name != LIST
    }


def refused(folder: Path | str, files: dict[str, str] | None = None) -> str:
    """Why a folder is refused."""
    with pytest.raises(CommandError) as error:
        Folder(str(folder), "shop/prod").compare(FILES if files is None else files)
    return str(error.value)


def test_a_folder_is_made(tmp_path: Path) -> None:
    """With all folders above it, and a list of what was written."""
    folder = tmp_path / "a" / "b"
    changes = written(folder, FILES)
    assert changes.missing == ("root.yaml", "web/service-web.yaml")
    assert content(folder) == FILES
    assert (folder / LIST).read_text() == (
        "# Files that `jiban render` has written for shop/prod; it takes away those that it no longer "
        "writes.\n"
        "root.yaml\nweb/service-web.yaml\n"
    )


def test_a_second_time_nothing_changes(tmp_path: Path) -> None:
    """And nothing is written."""
    written(tmp_path, FILES)
    changes = Folder(str(tmp_path), "shop/prod").compare(FILES)
    assert changes.none
    assert changes.same == ("root.yaml", "web/service-web.yaml")


def test_what_is_no_longer_wanted_goes_and_nothing_else(tmp_path: Path) -> None:
    """Also the folder that is empty then; a file of somebody else stays."""
    written(tmp_path, FILES)
    (tmp_path / "README.md").write_text("ours\n")
    changes = written(tmp_path, {"root.yaml": "b: 3\n"})
    assert (changes.differing, changes.left_over) == (("root.yaml",), ("web/service-web.yaml",))
    assert content(tmp_path) == {"README.md": "ours\n", "root.yaml": "b: 3\n"}
    assert not (tmp_path / "web").exists()


def test_a_folder_with_a_foreign_file_stays(tmp_path: Path) -> None:
    """It is not empty."""
    written(tmp_path, FILES)
    (tmp_path / "web" / "kustomization.yaml").write_text("ours\n")
    written(tmp_path, {"root.yaml": "b: 2\n"})
    assert content(tmp_path) == {"web/kustomization.yaml": "ours\n", "root.yaml": "b: 2\n"}


def test_a_foreign_file_in_the_way_is_refused(tmp_path: Path) -> None:
    """It would be lost."""
    (tmp_path / "root.yaml").write_text("ours\n")
    assert refused(tmp_path).endswith(
        "root.yaml stand where manifests would, and `jiban render` has not written them; move them, or "
        "choose another folder"
    )


def test_a_foreign_file_beside_written_ones_is_refused(tmp_path: Path) -> None:
    """The list says which file is whose."""
    written(tmp_path, {"web/service-web.yaml": "a: 0\n"})
    (tmp_path / "root.yaml").write_text("ours\n")
    assert "root.yaml stand where manifests would" in refused(tmp_path)
    assert content(tmp_path) == {"web/service-web.yaml": "a: 0\n", "root.yaml": "ours\n"}


def test_a_foreign_file_that_says_the_same_is_taken_over(tmp_path: Path) -> None:
    """Nothing would be lost."""
    (tmp_path / "root.yaml").write_text("b: 2\n")
    written(tmp_path, FILES)
    assert content(tmp_path) == FILES


def test_a_missing_list_is_a_difference(tmp_path: Path) -> None:
    """So that a check finds it."""
    written(tmp_path, FILES)
    (tmp_path / LIST).unlink()
    assert not Folder(str(tmp_path), "shop/prod").compare(FILES).none


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """Nor is a link that leads nowhere."""
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file").endswith("it is not a folder")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert refused(tmp_path / "link").endswith("it is not a folder")


@pytest.mark.parametrize("path", ["", " ", "a\0b", "a" * 5000])
def test_what_is_no_path_is_refused(path: str) -> None:
    """With a sentence."""
    assert refused(path)


@pytest.mark.parametrize("below", [".git", ".git/hooks", "x/.git/y"])
def test_git_keeps_its_own_folder(tmp_path: Path, below: str) -> None:
    """A manifest there could be a hook."""
    assert "inside of .git" in refused(tmp_path / below)


def test_a_link_inside_is_not_followed(tmp_path: Path) -> None:
    """What it leads to is not this folder's: a folder, a file, the list."""
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "web").symlink_to(outside)
    assert "web is a symbolic link" in refused(folder)
    (folder / "web").unlink()
    (folder / "root.yaml").symlink_to(outside / "x")
    assert "root.yaml is a symbolic link" in refused(folder)
    (folder / "root.yaml").unlink()
    (folder / LIST).symlink_to(outside / "x")
    assert f"{LIST} is a symbolic link" in refused(folder)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Files of shop/dev\n", "another stack's, or the list is damaged"),
        ("", "another stack's, or the list is damaged"),
        ("{title}../../etc/passwd.yaml\n", "no path below the folder"),
        ("{title}/etc/passwd.yaml\n", "no path below the folder"),
        ("{title}README.md\n", "no path below the folder"),
        ("{title}.git/config.yaml\n", "no path below the folder"),
        ("{title}a\\..\\b.yaml\n", "no path below the folder"),
        ("{title}\n", "no path below the folder"),
    ],
)
def test_a_list_that_is_damaged_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """Nothing outside of the folder is ever deleted by it."""
    written(tmp_path, FILES)
    title = (tmp_path / LIST).read_text().splitlines(keepends=True)[0]
    (tmp_path / LIST).write_text(text.replace("{title}", title))
    assert words in refused(tmp_path)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """And one that is a folder."""
    (tmp_path / LIST).write_bytes(b"\xff")
    assert "not UTF-8" in refused(tmp_path)
    (tmp_path / LIST).unlink()
    (tmp_path / LIST).mkdir()
    assert "it is a folder, not a file" in refused(tmp_path)


@pytest.mark.parametrize("nth", range(4))
def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    """Whichever file does not fit: no manifest is written, and no trace of the attempt stays."""
    written(tmp_path, FILES)
    before = content(tmp_path)
    wanted = {"root.yaml": "b: 3\n", "new.yaml": "c: 1\n", "web/x.yaml": "d: 1\n"}
    real, count = Path.write_bytes, iter(range(100))

    def full(self: Path, data: bytes) -> int:
        if next(count) == nth:
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CommandError, match="cannot write: No space left on device"):
        written(tmp_path, wanted)
    monkeypatch.undo()
    assert content(tmp_path) == before
    assert not list(tmp_path.glob(f"{LIST}.*"))


def test_a_run_that_was_cut_off_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list names what was there and what was to come, so that nothing is nobody's."""
    written(tmp_path, FILES)
    wanted = {"new.yaml": "c: 1\n"}

    def cut_off(_self: Folder, _path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Folder, "_take_away", cut_off)
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path, wanted)
    monkeypatch.undo()
    assert content(tmp_path) == FILES | wanted
    written(tmp_path, wanted)
    assert content(tmp_path) == wanted


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    """With the system's own words."""
    tmp_path.chmod(0o500)
    with pytest.raises(CommandError, match="Permission denied"):
        written(tmp_path / "below", FILES)
    tmp_path.chmod(0o700)


def test_a_file_where_a_folder_is_to_be_is_refused(tmp_path: Path) -> None:
    """Before anything is changed."""
    (tmp_path / "web").write_text("ours\n")
    with pytest.raises(CommandError, match="cannot write"):
        written(tmp_path, FILES)
    assert content(tmp_path) == {"web": "ours\n"}


@given(st.text(max_size=40))
def test_a_path_of_a_list_stays_below(text: str) -> None:
    """Whatever a list says, nothing outside of the folder is meant by it."""
    root = Path("/srv/out")
    inside = root in Path(os.path.normpath(f"{root}/{text}")).parents if "\0" not in text else False
    assert inside or not _is_below(text)
