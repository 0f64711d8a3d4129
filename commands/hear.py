"""hear: recordings → one JSON line each, on this machine, without WeCom or a database."""

import json
from pathlib import Path

from commands.arguments import Arguments
from commands.wiring import Refusal, load_policy, load_settings, refuse
from domain.transcript import TOO_LONG, UNDECODABLE
from logs import configure


def main(name: str, arguments: list[str]) -> int:
    """Transcribe; 1 when a file could not be listened to."""
    parser = Arguments(name, "听写录音（AMR、Speex、MP3、M4A、WAV、Opus…），每个文件一行 JSON。")
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="录音文件，可以多个")
    files: list[Path] = parser.parse_args(arguments).files
    # loaded here: a wrong argument is answered at once
    from nlp.packaged_model import ModelUnusable
    from nlp.speech import hear, load_engine

    configure(name, level="WARNING")
    try:
        settings = load_settings()
        speech = load_policy(settings).speech
        engine = load_engine(speech, settings.data_dir)
    except (Refusal, ModelUnusable) as error:
        return refuse(Refusal(str(error)))
    code = 0
    for line in hear(files, engine, speech.max_seconds):
        print(json.dumps(line, ensure_ascii=False), flush=True)
        if line.get("not_heard") in (UNDECODABLE, TOO_LONG):
            code = 1
    return code
