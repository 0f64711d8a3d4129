"""自检: what ./run doctor finds wrong between us and WeCom, in Chinese, with what to do about it."""

import re
import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

import requests

from bot.mail import check_login
from bot.wecom.callback import CALLBACK_PATH
from bot.wecom.client import Client
from bot.wecom.directory import get_agent
from bot.wecom.envelope import CallbackKeys, seal
from bot.wecom.errors import Kind, WecomError
from bot.wecom.transport import session_for

_ECHO = "1616140317555161061"
_ECHO_SECONDS = 1.0  # [D90238]
_SKEW_SECONDS = 120.0


class DoctorSettings(Protocol):
    """The part of settings.Settings that is looked at."""

    @property
    def wecom_api_base(self) -> str: ...
    @property
    def corp_id(self) -> str: ...
    @property
    def agent_id(self) -> int: ...
    @property
    def secret(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def aes_key(self) -> str: ...
    @property
    def public_url(self) -> str: ...
    @property
    def bind(self) -> str: ...
    @property
    def smtp_url(self) -> str | None: ...


@dataclass(frozen=True)
class Finding:
    """One line of the report. `advice` is empty when all is well."""

    is_ok: bool
    what: str
    advice: str = ""


def examine(settings: DoctorSettings, client: Client, now: Callable[[], datetime]) -> list[Finding]:
    """Every check in turn; none of them sends a message to anybody. `now` is real time (UTC)."""
    return [
        *_variables(settings),
        *_own_url(settings),
        *_clock(settings.wecom_api_base, now),
        *_credentials(client),
        _mail(settings.smtp_url),
    ]


def _variables(settings: DoctorSettings) -> Iterator[Finding]:
    where = {
        "WECOM_CORP_ID": (settings.corp_id, "管理后台「我的企业」页最下方的企业 ID"),
        "WECOM_AGENT_ID": (settings.agent_id, "应用详情页的 AgentId"),
        "WECOM_SECRET": (settings.secret, "应用详情页的 Secret"),
        "WECOM_TOKEN": (settings.token, "应用 → 接收消息 → 设置 API 接收 的 Token"),
        "WECOM_AES_KEY": (settings.aes_key, "应用 → 接收消息 → 设置 API 接收 的 EncodingAESKey"),
    }
    missing = [name for name, (value, _) in where.items() if not value]
    for name in missing:
        yield Finding(False, f"没有设置 {name}", f"填写{where[name][1]}。")
    if settings.aes_key and _keys(settings) is None:
        yield Finding(False, "WECOM_AES_KEY 不是 43 位字母和数字", "从管理后台重新复制 EncodingAESKey，不要带空格。")
    if settings.token and not re.fullmatch("[A-Za-z0-9]{1,32}", settings.token):
        yield Finding(False, "WECOM_TOKEN 不是 1 至 32 位字母和数字", "从管理后台重新复制 Token，不要带空格。")
    if not missing:
        yield Finding(True, "企业微信的五个参数都已填写")


def _keys(settings: DoctorSettings) -> CallbackKeys | None:
    try:
        return CallbackKeys(settings.token, settings.aes_key, settings.corp_id, settings.agent_id)
    except ValueError:
        return None


def _own_url(settings: DoctorSettings) -> Iterator[Finding]:
    keys = _keys(settings)
    if keys is None:
        return
    host, _, port = settings.bind.rpartition(":")
    near = f"http://{'127.0.0.1' if host in ('', '0.0.0.0', '[::]') else host}:{port}"
    for base, name in {settings.public_url.rstrip("/"): "PUBLIC_URL", near: "BIND"}.items():  # one when they are equal
        yield _url_check(keys, f"{base}{CALLBACK_PATH}", name)


def _url_check(keys: CallbackKeys, url: str, name: str) -> Finding:
    """WeCom's own check of a callback URL, played by us [D90238]."""
    timestamp, nonce = str(int(time.time())), "doctor"
    signature, echo = seal(keys, _ECHO.encode(), timestamp, nonce)
    query = {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": echo}
    started = time.monotonic()
    try:
        answer = session_for(url).get(url, params=query, timeout=5, allow_redirects=False)
    except requests.RequestException as error:
        advice = {
            "BIND": "先运行 ./run serve；已经在运行的话，请检查 BIND 的地址和端口。",
            "PUBLIC_URL": "请检查域名解析、证书、反向代理和防火墙；公司内部有时访问不到自己的公网地址，可换外网再试。",
        }
        return Finding(False, f"访问不到 {url}（{type(error).__name__}）", advice[name])
    seconds = time.monotonic() - started
    if answer.status_code in (403, 400):
        return Finding(
            False,
            f"{url} 拒绝了校验（HTTP {answer.status_code}）",
            "正在运行的程序用的 Token、EncodingAESKey 或企业 ID 与这里不同：请重启 ./run serve。",
        )
    if answer.status_code != 200:
        return Finding(
            False,
            f"{url} 返回 HTTP {answer.status_code}",
            f"反向代理应把 {CALLBACK_PATH} 原样转发到 BIND，不改路径和参数。",
        )
    if answer.content != _ECHO.encode():
        return Finding(False, f"{url} 的回答不是原样的明文", "反向代理改写了内容，或者这个地址上是别的程序。")
    if seconds > _ECHO_SECONDS:
        return Finding(False, f"{url} 用了 {seconds:.1f} 秒才回答", "企业微信只等 1 秒：请检查代理和机器负载。")
    return Finding(True, f"{url} 通过回调校验（{seconds * 1000:.0f} 毫秒）")


def _clock(api_base: str, now: Callable[[], datetime]) -> Iterator[Finding]:
    try:
        date = session_for(api_base).head(api_base, timeout=5, allow_redirects=False).headers.get("Date", "")
        skew = (now() - parsedate_to_datetime(date)).total_seconds()
    except requests.RequestException as error:
        advice = "请检查出口网络、DNS 和代理；企业微信的地址是 https://qyapi.weixin.qq.com。"
        yield Finding(False, f"访问不到 {api_base}（{type(error).__name__}）", advice)
    except (TypeError, ValueError):
        yield Finding(True, f"{api_base} 没有给出时间，未核对时钟")
    else:
        if abs(skew) > _SKEW_SECONDS:
            word = "快" if skew > 0 else "慢"
            yield Finding(
                False, f"本机时钟{word}了 {abs(skew) / 60:.0f} 分钟", "请打开时间同步（如 timedatectl set-ntp true）。"
            )
        else:
            yield Finding(True, "本机时钟与企业微信一致")


def _credentials(client: Client) -> Iterator[Finding]:
    try:
        client.check_token()
        yield Finding(True, "企业 ID 和 Secret 有效")
        agent = get_agent(client)
    except WecomError as error:
        yield explain(error)
        return
    if agent.is_closed:
        yield Finding(False, f"应用「{agent.name}」已停用", "请在管理后台启用它。")
    elif not (agent.members or agent.departments or agent.tags):
        yield Finding(False, f"应用「{agent.name}」的可见范围是空的", "请在应用详情页把销售团队加入可见范围。")
    else:
        seen = f"{len(agent.departments)} 个部门、{len(agent.members)} 位成员、{len(agent.tags)} 个标签"
        yield Finding(True, f"应用「{agent.name}」可用，可见范围：{seen}")


_ADVICE = {
    40001: ("Secret 不对", "请从应用详情页重新复制 Secret；连续多次错误，企业微信会封 IP 一小时。"),
    40013: ("企业 ID 不对", "请从「我的企业」页重新复制企业 ID。"),
    40056: ("AgentId 不对", "请从应用详情页重新复制 AgentId。"),
    301002: ("Secret 与 AgentId 不属于同一个应用", "请从同一个应用的详情页复制这两项。"),
    48002: ("应用没有这个接口的权限", "请检查填写的是自建应用的 Secret，不是通讯录同步等其他 Secret。"),
    48006: ("应用长期未使用，接口权限已被收回", "请在管理后台重新启用应用。"),
    50003: ("应用已停用", "请在管理后台启用它。"),
    45009: ("调用次数超限，或多次用错 Secret 后 IP 被封", "请等一小时再试。"),
}


def explain(error: WecomError) -> Finding:
    """A failed call in words for an admin."""
    if error.code in (60020, 301042):
        found = re.search(r"from ip:\s*([0-9A-Fa-f.:]*[0-9A-Fa-f])", error.reason)
        address = found[1] if found else "（企业微信没有说明）"
        advice = f"在应用详情页「企业可信IP」里加入 {address}，约一分钟后生效；所有进程要从固定的 IP 出去。"
        return Finding(False, f"IP {address} 不在企业可信 IP 里", advice)
    if error.code in _ADVICE:
        what, advice = _ADVICE[error.code]
        return Finding(False, f"{what}（{error.code}）", advice)
    if error.kind in (Kind.TRANSIENT, Kind.UNANSWERED):
        return Finding(False, f"企业微信没有回答（{error.reason}）", "请检查出口网络，稍后再试。")
    return Finding(False, f"企业微信拒绝了调用：{error.code} {error.reason}", "请在企业微信的全局错误码页查这个号码。")


def _mail(smtp_url: str | None) -> Finding:
    if not smtp_url:
        return Finding(False, "没有设置 SMTP_URL", "升级和到期提醒的邮件发不出去；请填写 smtp://用户:密码@主机:端口。")
    try:
        check_login(smtp_url)
    except smtplib.SMTPAuthenticationError:
        return Finding(False, "邮件服务器不接受用户名或密码", "请核对 SMTP_URL；有的邮箱要用专门的授权码。")
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            False, f"连不上邮件服务器（{type(error).__name__}）", "请核对 SMTP_URL 的主机和端口，以及防火墙。"
        )
    return Finding(True, "邮件服务器可以登录")
