"""听写: faster-whisper against openai-whisper with the same weights, threads and beam; prints ratios.

Each engine listens in a process of its own to our eleven synthetic sales notes, after one to warm up. The peer
runs where it is installed: this environment, or the one named by WHISPER_PYTHON (docs/speech.md says how to make it).
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.figures import Figure  # noqa: E402
from domain.speech_settings import SpeechSettings  # noqa: E402
from nlp.audio import Audio, decode  # noqa: E402
from nlp.speech import load_engine  # noqa: E402
from nlp.speech_figures import Result, measured  # noqa: E402

OURS, PEER = "faster-whisper", "openai-whisper"
THREADS = 2


def main() -> int:
    """Print the table; 1 when a goal is missed, 0 otherwise, also where the peer is not installed."""
    data_dir = Path(os.environ.get("DATA_DIR", ROOT / "var"))
    ours = _measured(OURS, sys.executable, data_dir)
    print(
        f"{'':16}{'real-time factor':>18}{'CER %':>8}{'peak MB':>9}   ({ours.audio:.0f} s of audio, {THREADS} threads)"
    )
    _print_row(OURS, ours)
    python = _peer_python()
    if python is None:
        print(f"{PEER}: not installed here; docs/speech.md, “Extras”, says how. Nothing to compare with.")
        return 0
    peer = _measured(PEER, python, data_dir)
    _print_row(PEER, peer)
    faster, worse = peer.real_time_factor / ours.real_time_factor, ours.cer - peer.cer
    reached = faster >= 3 and worse <= 1
    print(
        f"{OURS} is {faster:.1f}× as fast (goal ≥ 3), its CER {worse:+.1f} points (goal ≤ +1), "
        f"with {ours.megabytes / peer.megabytes:.2f} of the memory: {'reached' if reached else 'MISSED'}"
    )
    return 0 if reached else 1


def measure() -> list[Figure]:
    """The same for the table of `./run bench`."""
    data_dir = Path(os.environ.get("DATA_DIR", ROOT / "var"))
    ours = _measured(OURS, sys.executable, data_dir)
    python = _peer_python()
    if python is None:
        lacking = f"{PEER} 没有安装（docs/speech.md）"
        return [
            Figure("听写：每秒语音要算几秒", "≥ 3 倍快于对比", f"{ours.real_time_factor:.3f}", lacking),
            Figure("听写：错字率", "≤ 对比 + 1 个百分点", f"{ours.cer:.1f} %", lacking),
        ]
    peer = _measured(PEER, python, data_dir)
    faster, worse = peer.real_time_factor / ours.real_time_factor, ours.cer - peer.cer
    return [
        Figure(
            "听写：每秒语音要算几秒", "≥ 3 倍快于对比", f"{ours.real_time_factor:.3f}",
            f"{peer.real_time_factor:.3f}：{PEER}，权重相同", f"快 {faster:.1f} 倍", faster >= 3,
        ),
        Figure(
            "听写：错字率", "≤ 对比 + 1 个百分点", f"{ours.cer:.1f} %", f"{peer.cer:.1f} %",
            f"{worse:+.1f} 个百分点", worse <= 1,
        ),
    ]  # fmt: skip


def _peer_python() -> str | None:
    named = os.environ.get("WHISPER_PYTHON")
    if named:
        return named
    return sys.executable if importlib.util.find_spec("whisper") else None


def _measured(engine: str, python: str, data_dir: Path) -> Result:
    command = [python, __file__, engine, str(data_dir.resolve())]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def _print_row(engine: str, result: Result) -> None:
    print(f"{engine:16}{result.real_time_factor:18.3f}{result.cer:8.1f}{result.megabytes:9}", flush=True)


def _notes() -> list[tuple[Audio, str]]:
    """The recordings with what is said in them."""
    samples, fixtures = ROOT / "simulator" / "samples", ROOT / "tests" / "fixtures" / "speech"
    said = {samples / f"{n['name']}.amr": n["text"] for n in json.loads((samples / "samples.json").read_text())}
    clips = [json.loads(line) for line in (fixtures / "manifest.jsonl").read_text().splitlines()]
    said |= {fixtures / clip["file"]: clip["text"] for clip in clips if clip["file"].startswith("s")}
    decoded = [(decode(path.read_bytes(), 60), text) for path, text in sorted(said.items())]
    return [(audio, text) for audio, text in decoded if isinstance(audio, Audio)]


def _measure(engine_name: str, data_dir: Path) -> Result:
    engine = load_engine(SpeechSettings(engine=engine_name, threads=THREADS), data_dir)
    return measured(engine, _notes())


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(vars(_measure(sys.argv[1], Path(sys.argv[2])))))
    else:
        sys.exit(main())
