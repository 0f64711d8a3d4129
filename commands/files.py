"""文件: reading what a person names and writing what he asked for, whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.wiring import Refusal

_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘是只读的",
}


def why(error: OSError) -> str:
    """The reason in Chinese where it is a usual one."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


def read_bytes(path: Path, most: int) -> bytes:
    """All of a file; Refusal when it cannot be read or is longer than `most` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Refusal(f"读不了 {path}：{why(error)}") from error
    if len(data) > most:
        raise Refusal(f"{path} 太大：最多 {most // 2**20} MB")
    return data


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place at the end; Refusal when it cannot be written.

    It may be read by its owner only.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        try:
            yield Path(name)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise Refusal(f"写不了 {path}：{why(error)}") from error
