"""The watch over config.yaml: whatever happens to the file, what is there to stay is taken over, once."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from commands.policy_file import Watch

#: as little as a config.yaml may hold, so that reading it hundreds of times takes no time
LITTLE = """
visit:
  vague_answer: 请说具体
  fields: [{key: customer, label: 客户, required: true, question: 哪家客户？}]
visit_approval: {reject_reasons: [不完整]}
lexicon: words.yaml
"""
WORDS, OTHER_WORDS = "tags: {慢: [慢]}\n", "tags: {贵: [贵]}\n"
FIVE = LITTLE.replace("不完整", "太笼统")
SETTLED = 4  #: looks after which nothing is new any more, also when another lexicon is named


class Watched:
    """A file under watch. `taken` holds the version of each content that was taken over, or its first problem."""

    def __init__(self, folder: Path) -> None:
        self.path = lay_out(folder)
        self.taken: list[str] = []
        self._watch = Watch(self.path, self._take)
        self.look(SETTLED)
        assert self.taken == [config.load(self.path).version]
        self.taken.clear()

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            self._watch.look()

    def _take(self, found: config.Found) -> None:
        self.taken.append(found.policy.version if found.policy else found.errors[0].message)


def lay_out(folder: Path) -> Path:
    folder.mkdir()
    (folder / "words.yaml").write_text(WORDS, encoding="utf-8")
    (folder / "config.yaml").write_text(LITTLE, encoding="utf-8")
    return folder / "config.yaml"


def version(text: str, lexicon: str = WORDS) -> str:
    return config.Texts(text, lexicon).version


def rename_over(path: Path) -> None:
    draft = path.with_name(".config.yaml.swp")
    draft.write_text(FIVE, encoding="utf-8")
    os.replace(draft, path)


def swing_link(path: Path) -> None:
    other = path.with_name("other.yaml")
    other.write_text(FIVE, encoding="utf-8")
    path.unlink()
    path.symlink_to(other)


def dangle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nowhere.yaml"))


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def name_another_lexicon(path: Path) -> None:
    (path.parent / "ours.yaml").write_text(OTHER_WORDS, encoding="utf-8")
    path.write_text(LITTLE.replace("words.yaml", "ours.yaml"), encoding="utf-8")


@pytest.mark.parametrize(
    ("happens", "taken"),
    [
        (lambda path: path.write_text(FIVE, encoding="utf-8"), version(FIVE)),
        (rename_over, version(FIVE)),
        (swing_link, version(FIVE)),
        (lambda path: path.unlink(), "找不到这个文件"),
        (dangle, "找不到这个文件"),
        (loop, "读不了（Too many levels of symbolic links）"),
        (become_folder, "这是文件夹，不是文件"),
        (lambda path: path.write_text(""), "文件是空的"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "文件不是 UTF-8 编码，请用编辑器另存为 UTF-8"),
        (lambda path: path.write_text("# " + "x" * 2**20), "文件太大，最多 1 MiB"),
        (lambda path: path.with_name("words.yaml").write_text(OTHER_WORDS), version(LITTLE, OTHER_WORDS)),
        (name_another_lexicon, version(LITTLE.replace("words.yaml", "ours.yaml"), OTHER_WORDS)),
        (lambda path: path.touch(), None),
    ],
    ids=["written", "renamed", "link", "deleted", "dangling", "loop", "folder", "empty", "bytes", "huge", "words",
         "other-words", "touched"],
)  # fmt: skip
def test_each_change_is_taken_over_once(tmp_path: Path, happens: Callable[[Path], object], taken: str | None) -> None:
    watched = Watched(tmp_path / "office")
    happens(watched.path)
    watched.look(2 * SETTLED)
    assert watched.taken == ([] if taken is None else [taken])


def test_what_is_there_for_a_moment_only_is_nobodys_wish(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "office")
    for written in (FIVE[:30], FIVE[:90], FIVE):  # an editor that writes in pieces, slowly
        watched.path.write_text(written, encoding="utf-8")
        watched.look()
    watched.path.write_text(LITTLE, encoding="utf-8")
    watched.look(SETTLED)
    assert watched.taken == []


def test_what_could_not_be_taken_is_tried_again(tmp_path: Path) -> None:
    tries = []

    def take(found: config.Found) -> None:
        tries.append(found.digest)
        if len(tries) == 1:
            raise OSError("the database is away")

    watch = Watch(lay_out(tmp_path / "office"), take)
    for _ in range(SETTLED - 1):
        watch.look()
    with pytest.raises(OSError, match="away"):
        watch.look()
    watch.look()
    watch.look()
    assert len(tries) == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["甲", "乙", None]), st.integers(0, 3)), max_size=8))
def test_only_what_stays_is_taken_and_the_last_always(
    tmp_path_factory: pytest.TempPathFactory, doings: list[tuple[str | None, int]]
) -> None:
    watched = Watched(tmp_path_factory.mktemp("any") / "office")
    stayed = [version(LITTLE)]
    for reason, looks in [*doings, ("甲", 2)]:
        text = "" if reason is None else LITTLE.replace("不完整", reason)
        watched.path.write_text(text, encoding="utf-8")
        watched.look(looks)
        if looks >= 2:  # fewer looks may be enough where it was there before
            stayed.append("文件是空的" if reason is None else version(text))
    assert watched.taken[-1:] == stayed[-1:]
    assert [one for one, other in zip(watched.taken, watched.taken[1:], strict=False) if one == other] == []
    rest = iter(watched.taken)
    assert all(one in rest for one, before in zip(stayed[1:], stayed, strict=False) if one != before), "in this order"
