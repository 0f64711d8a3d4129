"""./run on a machine with nothing but Python: makes the environment once, says what is missing, hands over."""

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "",
           "PIP_NO_INDEX": "0", "PIP_RETRIES": "1", "PIP_NO_CACHE_DIR": "1"}  # fmt: skip
HASHED = f"genji-has-no-such-package==1.0 --hash=sha256:{'0' * 64}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the script beside empty locks, in a folder with a difficult name."""
    folder = tmp_path / "我的 project"
    folder.mkdir()
    shutil.copy(ROOT / "run", folder)
    (folder / "requirements.txt").write_text("")
    (folder / "requirements-dev.txt").write_text("")
    (folder / "app.py").write_text("import os, sys\nprint(os.getpid(), os.getcwd(), *sys.argv[1:])\n")
    return folder


def run(project: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(project / "run"), *arguments], env={**os.environ, **environ}, cwd="/", stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.mark.slow
def test_it_makes_the_environment_once_and_hands_over(project: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: run(project, "setup"), range(2)))
    assert [done.returncode for done in both] == [0, 0]
    assert sum("正在准备" in done.stderr for done in both) == 1, "two at once: one makes it, the other waits"
    made = (project / ".venv" / "installed").stat().st_mtime_ns

    done = run(project, "due", "--at", "2026-01-01 09:00")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[1:] == [*str(project).split(), "due", "--at", "2026-01-01", "09:00"]
    assert run(project).stdout.split()[-1] == "demo"
    assert (project / ".venv" / "installed").stat().st_mtime_ns == made

    process = subprocess.Popen([str(project / "run"), "serve"], stdout=subprocess.PIPE, text=True)
    assert process.communicate()[0].split()[0] == str(process.pid), "signals must reach Python itself"


@pytest.mark.slow
def test_a_new_lock_is_installed_and_a_half_made_environment_made_anew(project: Path) -> None:
    run(project, "setup")
    left = project / ".venv" / "left"
    left.touch()
    (project / "requirements.txt").write_text("# another lock\n")
    assert "正在安装 requirements.txt" in run(project, "setup").stderr
    assert run(project, "setup").stderr == "环境已经备好。\n"
    assert left.exists(), "what is installed besides stays"
    (project / ".venv" / "installed").unlink()
    assert "正在准备" in run(project, "setup").stderr
    assert not left.exists()


@pytest.mark.slow
def test_without_a_network_it_says_so_and_is_not_taken_for_done(project: Path) -> None:
    (project / "requirements.txt").write_text(HASHED)
    done = run(project, "setup", **NOWHERE)
    assert done.returncode == 1
    assert "连不上软件源" in done.stderr
    assert not (project / ".venv" / "installed").exists()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["python3.11", "python3"], "    sudo apt install python3-venv\n"),
        (["python3.12"], "    sudo apt install python3.12-venv\n"),
        ([], "    sudo apt install python3 python3-venv\n"),
    ],
)
def test_what_is_missing_is_one_command(project: Path, names: list[str], said: str) -> None:
    folder = project / "bin"
    folder.mkdir()
    for tool in ("bash", "dirname", "grep", "sha256sum", "cut", "env", "flock"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    for name in names:
        (folder / name).write_text("#!/bin/bash\n[[ $2 == *ensurepip* ]] && exit 1\necho 3.11\n")
        (folder / name).chmod(0o755)
    done = run(project, PATH=str(folder))
    assert done.returncode == 1
    assert said in done.stderr
