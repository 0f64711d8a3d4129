"""第二读者的设置: its section of config.yaml, and in plain words what leaves the company when it is on."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints

from config.rules import Section, refuse
from domain.endpoints import is_inside
from domain.second_reading import SecondReader


def _endpoint(text: str) -> str:
    """An http(s) URL without a password, a question or a fragment in it."""
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        refuse(((), f"「{text[:60]}」不是网址；写作 http://127.0.0.1:11434/v1"))
    if not is_url or not text.isprintable() or " " in text:
        refuse(((), f"「{text[:60]}」不是 http:// 或 https:// 开头的网址；写作 http://127.0.0.1:11434/v1"))
    if "@" in parts.netloc or parts.query or parts.fragment:
        refuse(((), "网址里不要写密码和参数；密钥写在环境变量 SECOND_READER_KEY"))
    return text.rstrip("/").removesuffix("/chat/completions")


Endpoint = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(_endpoint)]


class SecondReaderSection(Section):
    """第二读者：用一个语言模型把同一段话再读一遍。"""

    url: Endpoint = Field(description="OpenAI 兼容接口的网址，到 /v1 为止")
    model: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="模型的名字"
    )
    timeout_seconds: int = Field(default=8, ge=1, le=60, description="一段话最多等多少秒，连接也算在内")
    notes_per_day: int = Field(default=500, ge=1, le=100000, description="一天最多读多少段话")
    mask_names: bool = Field(default=True, description="发出去之前把姓名、客户名、电话、邮箱打码")


def second_reader_of(section: SecondReaderSection) -> SecondReader:
    """The settings that the product takes."""
    return SecondReader(
        section.url, section.model, float(section.timeout_seconds), section.notes_per_day, section.mask_names
    )


def what_leaves(reader: SecondReader) -> str | None:
    """Which words leave the company and for where; None when the endpoint is inside."""
    if is_inside(reader.url):
        return None
    parts = urlsplit(reader.url)
    words = "认得出的姓名、客户名、电话、邮箱已打码" if reader.mask_names else "包括客户名、姓名和电话，没有打码"
    plain = "，而且没有加密（http）" if parts.scheme == "http" else ""
    return f"笔记原文（{words}）会发送到 {parts.scheme}://{parts.netloc}，它看起来不在公司内{plain}"


def words_that_leave(written: Any) -> list[str]:
    """The same of a section as it is written in a file that passed validation, or of none."""
    leaves = what_leaves(second_reader_of(SecondReaderSection.model_validate(written))) if written else None
    return [leaves] if leaves else []
