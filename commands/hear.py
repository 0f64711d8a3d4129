"""hear: recordings → one JSON line each, or a table of engines; on this machine, without WeCom or a database."""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from commands.arguments import Arguments
from commands.wiring import Refusal, load_policy, load_settings, refuse
from domain.speech_settings import ENGINES, SpeechSettings
from domain.transcript import TOO_LONG, UNDECODABLE
from logs import configure


def main(name: str, arguments: list[str]) -> int:
    """Transcribe, or compare; 1 when a file could not be listened to or an engine not be measured."""
    parser = Arguments(name, "听写录音（AMR、Speex、MP3、M4A、WAV、Opus…），每个文件一行 JSON；或者比较引擎和模型。")
    parser.add_argument("files", nargs="*", type=Path, metavar="文件", help="录音文件，可以多个")
    parser.add_argument(
        "--compare", type=Path, metavar="标注.jsonl",
        help='用自己的录音比较：每行 {"file": "录音.amr", "text": "录音里说的话"}，路径从这个文件所在的目录算起',
    )  # fmt: skip
    parser.add_argument(
        "--engines", type=_engines, metavar="引擎,引擎", help=f"比较哪些引擎：{'、'.join(ENGINES)}；不写就全部"
    )
    parser.add_argument(
        "--model", action="append", metavar="模型", help="比较哪个模型，可以多次；不写就用 config.yaml 里的"
    )
    options = parser.parse_args(arguments)
    if bool(options.files) == bool(options.compare):
        parser.error("请写录音文件，或者 --compare 标注.jsonl")
    if options.compare is None and (options.engines or options.model):
        parser.error("--engines 和 --model 只和 --compare 一起用")
    configure(name, level="WARNING")
    try:
        settings = load_settings()
        speech = load_policy(settings).speech
        if options.compare is None:
            return _heard(options.files, speech, settings.data_dir)
        choices = [
            replace(speech, engine=engine, model=model)
            for engine in options.engines or ENGINES
            for model in options.model or [speech.model]
        ]
        from commands.hear_compare import compare, load_clips

        return 0 if compare(load_clips(options.compare), choices, settings.data_dir) else 1
    except Refusal as refusal:
        return refuse(refusal)


def _heard(files: list[Path], speech: SpeechSettings, data_dir: Path) -> int:
    # loaded here: a wrong argument is answered at once
    from nlp.packaged_model import ModelUnusable
    from nlp.speech import hear, load_engine

    try:
        engine = load_engine(speech, data_dir)
    except ModelUnusable as error:
        raise Refusal(str(error)) from error
    code = 0
    for line in hear(files, engine, speech.max_seconds):
        print(json.dumps(line, ensure_ascii=False), flush=True)
        if line.get("not_heard") in (UNDECODABLE, TOO_LONG):
            code = 1
    return code


def _engines(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in ENGINES:
            raise argparse.ArgumentTypeError(f"没有 {name} 这个引擎；可写 {'、'.join(ENGINES)}")
    return list(dict.fromkeys(names))
