"""接线: the one place where real things are chosen and put together."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

import config
import settings as environment
from bot.hub import Hub, Transcribe
from bot.mail import send_mail
from bot.second_reader import SecondReaderModel
from bot.wecom.client import AppCredentials, Client
from bot.wecom.envelope import CallbackKeys
from bot.wecom.gateway import Gateway
from bot.wecom.tokens import SturdyTokens
from commands.policy_file import begin_with, take_in
from commands.policy_in_force import NoPolicy, PolicyInForce
from domain.delivery import Delivery, RetryLater
from domain.messages import Mail
from domain.policy import Policy
from domain.transcript import NotHeard, Progress, Transcript
from scheduler.queue import Queue
from settings import Clock, Settings
from storage.cache import Cache
from storage.database import Database, DatabaseAway, open_database
from storage.migrate import upgrade
from storage.valkey import EmbeddedValkey

log = structlog.get_logger()

#: what must be set before the product can speak with WeCom
_NEEDED = {
    "WECOM_CORP_ID": "corp_id",
    "WECOM_AGENT_ID": "agent_id",
    "WECOM_SECRET": "secret",
    "WECOM_TOKEN": "token",
    "WECOM_AES_KEY": "aes_key",
}


class Refusal(Exception):
    """A command cannot start; the message is for the person at the terminal."""


@dataclass(frozen=True)
class Wired:
    """Everything a process of the product holds."""

    settings: Settings
    database: Database
    redis_url: str
    client: Client
    queue: Queue
    hub: Hub


def load_settings() -> Settings:
    """The environment, or Refusal."""
    try:
        return environment.load()
    except ValueError as error:
        raise Refusal(str(error)) from error


def load_policy(settings: Settings) -> Policy:
    """config.yaml, or Refusal with every error in it."""
    try:
        return config.load(settings.config)
    except config.ConfigError as error:
        raise Refusal(config.describe(error.problems)) from error


def present_policy(settings: Settings, database: Database) -> Policy:
    """What is in force; before the first start, what the file says, or Refusal with every error in it."""
    try:
        return PolicyInForce(database)()
    except NoPolicy:
        return load_policy(settings)


def policy_in_force(settings: Settings, database: Database) -> PolicyInForce:
    """What is in force; at the first start the file comes into force, or Refusal with every error in it."""
    try:
        return PolicyInForce(database)
    except NoPolicy as none:
        found = config.look(settings.config)
        if found.policy is None:
            raise Refusal(config.describe(found.errors)) from None
        begin_with(found, settings.config, none.row, database, Clock(settings.clock_file).now())
        return PolicyInForce(database)


def begin_policy(settings: Settings, database: Database) -> str:
    """Before all processes start: take over what was written into the file meanwhile.

    A word for the terminal when the file cannot be used and the last good version goes on; Refusal without one.
    """
    policy = policy_in_force(settings, database)()
    found = config.look(settings.config)
    take_in(found, settings.config, database, policy, Clock(settings.clock_file).now())
    if found.policy is not None:
        return ""
    return (
        f"{config.describe(found.errors)}\n{settings.config} 不能用，先按上一份好的配置（版本 {policy.version}）运行。"
    )


def config_warnings(settings: Settings) -> str:
    """A line for each thing in config.yaml that is allowed and yet worth a word."""
    problems = config.check(settings.config, Clock(settings.clock_file).now().date())
    return "".join(f"{problem}\n" for problem in problems if not problem.is_error)


def open_migrated(settings: Settings) -> Database:
    """The database with its tables as this version wants them, or Refusal."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        upgrade(settings.database_url)
        return open_database(settings.database_url)
    except DatabaseAway as error:
        raise Refusal(f"打不开数据库，请检查 DATABASE_URL：{error}") from error
    except (RuntimeError, OSError) as error:
        raise Refusal(str(error)) from error


def callback_keys(settings: Settings) -> CallbackKeys:
    """Token and AES key of the callback; Refusal when they are not set or malformed."""
    _require_wecom(settings)
    try:
        return CallbackKeys(settings.token, settings.aes_key, settings.corp_id, settings.agent_id)
    except ValueError as error:
        raise Refusal(f"WECOM_AES_KEY 不对：应为 43 位字母和数字（{error}）") from error


def wire(transcribe: Transcribe | None = None) -> Wired:
    """Put the product together from the environment and config.yaml."""
    settings = load_settings()
    _require_wecom(settings)
    database = open_migrated(settings)
    redis_url = settings.redis_url or _embedded(settings)
    app = AppCredentials(settings.corp_id, settings.agent_id, settings.secret, settings.wecom_api_base)
    client = Client(app, SturdyTokens(Cache(redis_url)))
    queue = Queue(redis_url)
    hub = Hub(
        database=database,
        policy=_linking(policy_in_force(settings, database), settings.page_url),
        now=Clock(settings.clock_file).now,
        wecom=Gateway(client),
        mail=_mailer(settings),
        transcribe=transcribe or _no_ears,
        nudge=queue,
        ask_model=SecondReaderModel(settings.second_reader_key),
    )
    return Wired(settings, database, redis_url, client, queue, hub)


def refuse(refusal: Refusal) -> int:
    """Say why a command cannot start; its exit code."""
    print(refusal, file=sys.stderr)
    return 1


def _require_wecom(settings: Settings) -> None:
    missing = [name for name, field in _NEEDED.items() if not getattr(settings, field)]
    if missing:
        raise Refusal(f"还缺环境变量：{'、'.join(missing)}（也可以写在 .env 里）。怎么得到见 README。先试演示：./run")


def _embedded(settings: Settings) -> str:
    valkey = EmbeddedValkey(settings.data_dir)
    try:
        valkey.ensure()
    except (RuntimeError, OSError) as error:
        # Callbacks are taken without it (promise 1), and the supervisor goes on trying.
        log.warning("valkey.not_started", reason=str(error))
    return valkey.url


def _linking(policy: Callable[[], Policy], page_url: str) -> Callable[[], Policy]:
    return lambda: policy().linking_to(page_url)


def _mailer(settings: Settings) -> Callable[[str, Mail, str], Delivery]:
    clock = Clock(settings.clock_file)

    def mail(address: str, letter: Mail, mail_id: str) -> Delivery:
        if settings.smtp_url is None:
            return RetryLater(timedelta(minutes=10), "SMTP_URL 没有设置", is_outage=True)
        return send_mail(settings.smtp_url, settings.mail_from, address, letter, mail_id, clock.now())

    return mail


def _no_ears(audio: bytes, progress: Progress) -> Transcript | NotHeard:
    raise RuntimeError("only the speech process hears")
