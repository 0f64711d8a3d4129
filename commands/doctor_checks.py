"""自检本机: config.yaml, database, queue, speech model and people, as far as ./run doctor can tell from here."""

import os
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import config
from bot.hub import NoAnswer
from bot.second_reader import SecondReaderModel
from bot.wecom.doctor import Finding
from commands.files import why
from commands.present import is_there, open_present
from commands.wiring import Refusal
from domain.approval_policy import Channel
from domain.approvers import may_be_asked
from domain.people import Firm
from domain.policy import Policy
from domain.second_reading import SecondReader
from domain.speech_settings import PACKAGED
from nlp.packaged_model import PARTS
from nlp.second_opinion import opinion_of
from nlp.second_prompt import messages
from settings import Clock, Settings
from storage import members, policies
from storage.cache import Cache
from storage.policies import Adopted
from storage.redis_client import RedisAway
from storage.valkey import EmbeddedValkey

#: what the second reader is tried with
_TRIAL = "今天电话联系，客户说库存不准，下周三前发方案。"
_MOST_NAMED = 10
_ENGINE_PACKAGES = {"faster-whisper": "faster_whisper", "openai-whisper": "whisper", "sense-voice": "sherpa_onnx"}


def examine_here(settings: Settings) -> Iterator[Finding]:
    """Every check of this machine in turn."""
    policy = None
    problems = config.check(settings.config, Clock(None).now().date())
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        yield Finding(False, f"{settings.config} 有 {len(errors)} 个错误：{errors[0]}", "运行 ./run check 逐条看。")
    else:
        policy = config.load(settings.config)
        warnings = f"，有 {len(problems)} 条提醒（./run check）" if problems else ""
        yield Finding(True, f"{settings.config} 没有错误{warnings}")
    yield _data_dir(settings.data_dir)
    yield from _database(settings, policy)
    yield _queue(settings)
    if policy is not None:
        yield _mail_fallback(policy, settings.page_url)
        yield _speech(policy, settings.data_dir)
        if policy.second_reader is not None:
            yield _second_reader(policy.second_reader, policy, settings.second_reader_key)


def _mail_fallback(policy: Policy, page_url: str) -> Finding:
    """Whether links may go out; that they do not is a choice."""
    if policy.mail_fallback is None:
        return Finding(True, "邮件兜底没有打开：企业微信连不上时，审批要等它恢复（config.yaml 的 mail_fallback）")
    if not page_url:
        advice = "要用就设好 SMTP_URL 和 PUBLIC_URL，并在 config.yaml 的 people 里写审批人的邮箱。"
        return Finding(True, "邮件兜底写了但没有用上：缺 SMTP_URL 或 PUBLIC_URL", advice)
    if not page_url.startswith("https:"):
        return Finding(False, f"邮件里的审批链接没有加密：{page_url}", "PUBLIC_URL 请用 https:// 开头的地址。")
    return Finding(True, f"邮件兜底已打开，审批链接在 {page_url}")


def _second_reader(reader: SecondReader, policy: Policy, key: str) -> Finding:
    """Whether it can read a note of our own making; nobody's words are sent."""
    began = time.monotonic()
    answer = SecondReaderModel(key)(reader, messages(_TRIAL, policy.lexicon.tags))
    if isinstance(answer, NoAnswer):
        advice = (
            "请核对 second_reader 的 url、model、timeout_seconds 和环境变量 SECOND_READER_KEY；没有它时只按规则读。"
        )
        return Finding(False, f"第二读者没有答上来（{answer.reason}）：{reader.url}", advice)
    if opinion_of(answer) is None:
        advice = "换一个听得懂“只输出 JSON”的模型；它的话读不懂时只按规则读。"
        return Finding(False, f"第二读者答的不是 JSON：{reader.model}", advice)
    seconds = time.monotonic() - began
    return Finding(True, f"第二读者答得上来：{reader.model}，试读一句用了 {seconds:.1f} 秒")


def _data_dir(folder: Path) -> Finding:
    """Whether we may write there; where it does not exist yet, in what is above it."""
    there = folder.resolve()
    while not there.exists():
        there = there.parent
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Finding(False, f"写不了 DATA_DIR：{folder}", "请换一个目录，或把它交给运行程序的用户（chown）。")
    free = os.statvfs(there)
    gigabytes = free.f_bavail * free.f_frsize / 2**30
    if gigabytes < 1:
        return Finding(False, f"{folder} 所在的磁盘只剩 {gigabytes:.1f} GB", "请腾出空间：磁盘满了就收不下消息。")
    return Finding(True, f"DATA_DIR 可写：{folder}（磁盘余 {gigabytes:.0f} GB）")


def _database(settings: Settings, policy: Policy | None) -> Iterator[Finding]:
    try:
        if not is_there(settings):
            yield Finding(True, "还没有数据库，第一次运行 ./run serve 时会建好")
            return
        database = open_present(settings)
        with database.reading() as db:
            firm = members.firm(db, policy) if policy else None
            adopted = policies.in_force(db)
        database.close()
    except Refusal as refusal:
        yield Finding(False, str(refusal), "请核对 DATABASE_URL，并确认数据库在运行。")
        return
    yield Finding(True, "数据库可用，版本正确")
    if adopted is not None:
        yield _in_force(adopted, policy, settings.config)
    if policy is not None and firm is not None and firm.people:
        yield from _people(policy, firm, bool(settings.page_url))


def _in_force(adopted: Adopted, policy: Policy | None, file: Path) -> Finding:
    """Whether the file says what the product does; None for a file that cannot be used."""
    if policy is None:
        advice = f"改好保存就会采用；要恢复原样：./run policy rollback {adopted.version}"
        return Finding(False, f"{file} 不能用，在用的仍是以前的版本 {adopted.version}", advice)
    if policy.version == adopted.version:
        return Finding(True, f"在用的就是 {file} 现在的内容（版本 {adopted.version}）")
    return Finding(
        False,
        f"{file} 现在的内容（版本 {policy.version}）还没有采用，在用的是版本 {adopted.version}",
        "运行着时保存后 5 秒内采用，没运行时下次启动采用。一直没有采用，多半是别处改过或退回过：要用这个文件，"
        f"改一处再保存（加一行 # 也算）；不要它：./run policy rollback {adopted.version}。",
    )


def _people(policy: Policy, firm: Firm, has_links: bool) -> Iterator[Finding]:
    """Those named in config.yaml must be there, and have an address where mail is to reach them."""
    terms = policy.visit_approval
    rungs = [rung for step in terms.steps for rung in terms.ladder_of(step)]
    directors = set(policy.directors.values())
    named = {*directors, *(who for several in policy.holders.values() for who in several), *policy.people}
    gone = sorted(who for who in named if firm.person(who) is None)
    if gone:
        yield Finding(
            False,
            f"config.yaml 里的账号不在企业微信通讯录里：{'、'.join(gone)}",
            "请核对 roles 和 people 里的账号（管理后台 → 通讯录 → 成员详情的“账号”），并把他们加入应用的可见范围。",
        )
    mailed = {rung.to for rung in rungs if Channel.MAIL in rung.channels}
    people = directors if "director" in mailed else set()
    lacking = sorted(who for who in people | (mailed & named) if (found := firm.person(who)) and not found.email)
    if lacking:
        yield Finding(
            False,
            f"没有邮箱，升级邮件发不到：{'、'.join(map(firm.name_of, lacking))}",
            "请在 config.yaml 的 people 里写上 email。",
        )
    if policy.mail_fallback is not None and has_links:
        yield from _unreached_by_mail(policy, firm, lacking)
    if not gone and not lacking:
        yield Finding(True, f"通讯录有 {len(firm.people)} 人，config.yaml 里的账号都在")


def _unreached_by_mail(policy: Policy, firm: Firm, named: Sequence[str]) -> Iterator[Finding]:
    """Approvers without an address are not reached while WeCom is away; `named`: who was told of already."""
    terms = (policy.visit_approval, *(form.approval for form in policy.forms))
    lacking = [who for who in may_be_asked(terms, firm) if who not in named and not firm.people[who].email]
    if lacking:
        some = "、".join(f"{firm.name_of(who)}（{who}）" for who in lacking[:_MOST_NAMED])
        rest = f"等 {len(lacking)} 人" if len(lacking) > _MOST_NAMED else ""
        advice = "请在 config.yaml 的 people 里给他们写上 email；不写的人，要等企业微信恢复才收到。"
        yield Finding(True, f"（提醒）企业微信连不上时，邮件兜底到不了没有邮箱的审批人：{some}{rest}", advice)


def _queue(settings: Settings) -> Finding:
    if settings.redis_url is None:
        alive = EmbeddedValkey(settings.data_dir).is_alive()
        return Finding(True, "内置的 Valkey 正在运行" if alive else "用内置的 Valkey，./run serve 会启动它")
    try:
        Cache(settings.redis_url).get("doctor")
    except (*RedisAway, ValueError) as error:
        return Finding(
            False, f"连不上 REDIS_URL（{type(error).__name__}）", "请核对地址、密码和防火墙，并确认 Redis 在运行。"
        )
    return Finding(True, "Redis 可用")


def _speech(policy: Policy, data_dir: Path) -> Finding:
    speech = policy.speech
    package = _ENGINE_PACKAGES[speech.engine]
    if find_spec(package) is None:
        return Finding(
            False, f"语音引擎 {speech.engine} 没有安装", "安装办法见 docs/speech.md；或改用 faster-whisper。"
        )
    if speech.model == PACKAGED:
        is_made = (data_dir / "models" / PACKAGED / "model.bin").is_file()
        if not is_made and any(find_spec(part) is None for part, _ in PARTS):
            return Finding(False, "随软件带的语音模型没有装全", "重新运行 ./run setup。")
    elif not speech.model.startswith("hub:"):
        path = Path(speech.model).expanduser()
        try:
            path.stat()
        except OSError as error:
            return Finding(False, f"语音模型 {speech.model}：{why(error)}", f"写本机的模型目录，或 {PACKAGED}。")
    return Finding(True, f"语音识别：{speech.engine}，模型 {speech.model}")
