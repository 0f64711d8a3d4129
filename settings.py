"""环境: what the environment (and a .env file) says, and the product's clock.

The names are the outer interface of the product; docs/environment.md lists them all.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_DATABASES = ("sqlite:", "postgresql:", "postgresql+psycopg:")

#: whoever knows the token may write contracts
_SHORTEST_TOKEN = 20


@dataclass(frozen=True)
class Settings:
    """Every variable, with its default. Secrets are hidden from repr."""

    wecom_api_base: str
    corp_id: str
    agent_id: int
    secret: str
    token: str
    aes_key: str
    database_url: str
    redis_url: str | None
    data_dir: Path
    bind: str
    public_url: str
    config: Path
    smtp_url: str | None
    mail_from: str
    clock_file: Path | None
    second_reader_key: str = ""
    import_token: str = ""
    import_folder: Path | None = None
    page_url: str = ""  #: PUBLIC_URL where links in mails lead; empty where it is not set or no mail can leave

    def __repr__(self) -> str:
        return f"Settings(corp_id={self.corp_id!r}, agent_id={self.agent_id}, bind={self.bind!r})"

    @property
    def host_and_port(self) -> tuple[str, int]:
        """BIND, taken apart."""
        host, _, port = self.bind.rpartition(":")
        return host or "127.0.0.1", int(port)


def load(environ: Mapping[str, str] = os.environ, env_file: Path = Path(".env")) -> Settings:
    """Settings from `environ`; what it does not set is taken from the .env file. ValueError names a bad variable."""
    values = {**_read_env_file(env_file), **environ}
    data_dir = Path(values.get("DATA_DIR", "var"))
    api_base = values.get("WECOM_API_BASE", "https://qyapi.weixin.qq.com").rstrip("/")
    agent_id = values.get("WECOM_AGENT_ID", "0")
    if not agent_id.isdigit():
        raise ValueError(f"WECOM_AGENT_ID 应为数字，现在是 {agent_id!r}")
    bind = values.get("BIND", "127.0.0.1:8080")
    if not bind.rpartition(":")[2].isdigit():
        raise ValueError(f"BIND 应为 地址:端口，现在是 {bind!r}")
    database_url = values.get("DATABASE_URL") or f"sqlite:///{data_dir.resolve() / 'genji.sqlite3'}"
    if not database_url.startswith(_DATABASES):
        kind = database_url.partition(":")[0][:20]  # not the rest: there may be a password in it
        raise ValueError(f"DATABASE_URL 应以 postgresql:// 或 sqlite:/// 开头，现在是 {kind!r}")
    import_token = values.get("IMPORT_TOKEN", "")
    if import_token and len(import_token) < _SHORTEST_TOKEN:
        raise ValueError(f"IMPORT_TOKEN 太短：至少 {_SHORTEST_TOKEN} 个字符，例如 openssl rand -hex 24 打印的")
    import_folder = values.get("IMPORT_FOLDER")
    clock_file = values.get("CLOCK_FILE")
    return Settings(
        wecom_api_base=api_base,
        corp_id=values.get("WECOM_CORP_ID", ""),
        agent_id=int(agent_id),
        secret=values.get("WECOM_SECRET", ""),
        token=values.get("WECOM_TOKEN", ""),
        aes_key=values.get("WECOM_AES_KEY", ""),
        database_url=database_url,
        redis_url=values.get("REDIS_URL") or None,
        data_dir=data_dir,
        bind=bind,
        public_url=values.get("PUBLIC_URL", f"http://{bind}").rstrip("/"),
        config=Path(values.get("CONFIG", "config.yaml")),
        smtp_url=values.get("SMTP_URL") or None,
        mail_from=values.get("MAIL_FROM", "genji@localhost"),
        clock_file=Path(clock_file) if clock_file and _is_loopback(api_base) else None,
        second_reader_key=values.get("SECOND_READER_KEY", ""),
        import_token=import_token,
        import_folder=Path(import_folder) if import_folder else None,
        page_url=values.get("PUBLIC_URL", "").rstrip("/") if values.get("SMTP_URL") else "",
    )


class Clock:
    """The product's clock: real time plus the seconds in CLOCK_FILE, read anew at each call.

    A missing or unreadable number counts as 0, so that a half-written file never stops the product.
    """

    def __init__(self, clock_file: Path | None) -> None:
        self._file = clock_file

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC) + self._offset()

    def _offset(self) -> timedelta:
        if self._file is None:
            return timedelta()
        try:
            return timedelta(seconds=float(self._file.read_text() or 0))
        except (OSError, ValueError, OverflowError):
            return timedelta()


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _read_env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.removeprefix("export ").partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}
