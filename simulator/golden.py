"""金样对话: a conversation as a YAML file that the product must reproduce word for word.

`config:` holds sections of config.yaml that are this conversation's own. A step is one of
    张三: 说的话                    typed
    张三 语音: demo1                a sample voice note
    张三 说: 话/话                  a voice note with these words, / where breath is taken
    张三 照片: name                  a picture, the same one for the same name
    张三 位置: 名称                  a place on the map
    张三 点: 确认 (and 选: 原因)     a tap on his newest card with that button, perhaps with a choice
    张三 菜单: help                  a tap on that entry of the app's menu, by its key
    等: 24h                         time passes (h, m, d)
    停机: 3d                        time passes while nothing runs; what comes next is the first thing after it
    离职: 李经理                     is no longer in the directory, which is read again
    合同: [{合同编号: …, 客户名称: …, …}]   a contract list, one row per instalment (simulator/receivables.py)
    银行: 2026-11-22 17:30          how far the statements of our bank account reach
    交付: [{合同编号: …, 交付单号: …, 交付日期: …, 验收日期: …, 金额: …}]    delivery notes
    到账: {合同编号: …, 期次: 1, 金额: …}    that much came in and was tied to that instalment
    流水: [{金额: 30000, 户名: …, 摘要: …}]   lines of today's bank statement, as an import brings them
    出错: {path: message/send, code: -1, times: 1}     WeCom misbehaves (simulator/faults.py)
and every other line says what people see after it:
    跟迹→张三: 文字 / [卡片] … / [卡片变为] … / [图片] name
    邮件→王总: 题目 and body
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import config
from domain.policy import Policy
from simulator import receivables
from simulator.firm import NAMED
from simulator.player import Play
from simulator.records import CardState, Shown
from storage.database import Db

_USERIDS = {member.name: member.userid for member in NAMED}
_NAMES = {userid: name for name, userid in _USERIDS.items()}
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LISTS = {"合同": "contracts", "交付": "deliveries"}
_RECEIVABLES: dict[str, Callable[[Db, Any, Play], None]] = {
    "银行": lambda db, until, stage: receivables.bank_data_reaches(
        db, str(until), stage.hub.policy().calendar.zone, stage.hub.now()
    ),
    "流水": lambda db, rows, stage: receivables.bank_lines(db, rows, stage.hub.policy().calendar.zone, stage.hub.now()),
    "到账": lambda db, row, stage: receivables.pay(db, row, stage.hub.now()),
}
_BOT, _MAIL = "跟迹→", "邮件→"


@dataclass(frozen=True)
class Golden:
    """A file: its title, when it begins (company time), its steps as written, its own sections of config.yaml."""

    title: str
    now: str
    steps: tuple[dict[str, Any], ...]
    config: dict[str, Any] = field(default_factory=dict)


def load(path: Path) -> Golden:
    """Read a golden conversation; config.ConfigError when it is not YAML."""
    data = config.read_yaml(path)
    return Golden(data["title"], str(data["now"]), tuple(data["steps"]), data.get("config", {}))


def policy_for(golden: Golden, shipped: Path, folder: Path) -> Policy:
    """The shipped config.yaml with the sections that the golden conversation has of its own; written to `folder`."""
    if not golden.config:
        return _loaded(shipped)
    text = shipped.read_text(encoding="utf-8").replace("lexicon: ", f"lexicon: {shipped.parent.resolve()}/", 1)
    for name, section in golden.config.items():
        own = f"{name}: {json.dumps(section, ensure_ascii=False)}\n"
        found = re.search(rf"^{name}:.*\n(?:[ -].*\n|\n)*", text, flags=re.MULTILINE)
        text = text + own if found is None else text[: found.start()] + own + text[found.end() :]
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)


_loaded = cache(config.load)  # the same for nearly every conversation


def play(golden: Golden, stage: Play) -> Golden:
    """The same conversation with what the product said this time."""
    watch = _Watch(stage)
    steps: list[dict[str, Any]] = []
    for step in golden.steps:
        if next(iter(step)).startswith((_BOT, _MAIL)):
            continue
        _do(step, stage)
        steps += [step, *watch.news()]
    return Golden(golden.title, golden.now, tuple(steps), golden.config)


def dump(golden: Golden) -> str:
    """The conversation as YAML for people to read."""
    lines = [f"title: {golden.title}", f"now: {golden.now}"]
    for number, (name, section) in enumerate(golden.config.items()):
        lines += ["config:"] if number == 0 else []
        lines.append(f"  {name}: {json.dumps(section, ensure_ascii=False)}")
    lines.append("steps:")
    for step in golden.steps:
        for number, (key, value) in enumerate(step.items()):
            lines += _entry("- " if number == 0 else "  ", key, value)
    return "\n".join(lines) + "\n"


def _entry(lead: str, key: str, value: Any) -> Iterable[str]:
    if isinstance(value, list):
        return [f"{lead}{key}:", *(f"  - {json.dumps(row, ensure_ascii=False, default=str)}" for row in value)]
    if isinstance(value, dict):
        return [f"{lead}{key}: {json.dumps(value, ensure_ascii=False)}"]
    text = str(value)
    if "\n" not in text and len(text) < 80 and not any(mark in text for mark in ":#{}[]>|*&!%@`\"'"):
        return [f"{lead}{key}: {text}"]
    return [f"{lead}{key}: |-", *(f"    {line}".rstrip() for line in text.split("\n"))]


def _do(step: dict[str, Any], stage: Play) -> None:
    who, value = next(iter(step.items()))
    name, _, what = who.partition(" ")
    if who == "等":
        stage.wait(timedelta(**{_UNITS[str(value)[-1]]: float(str(value)[:-1])}))
    elif who == "停机":
        stage.world.clock.forward(timedelta(**{_UNITS[str(value)[-1]]: float(str(value)[:-1])}).total_seconds())
    elif who == "出错":
        stage.world.faults.add(**value)
    elif who in _LISTS:
        receivables.take_list(_LISTS[who], value, stage)
        stage.settle()
    elif who in _RECEIVABLES:
        with stage.hub.database.writing() as db:
            _RECEIVABLES[who](db, value, stage)
        stage.settle()
    elif who == "离职":
        stage.leave(_USERIDS[value])
    elif what == "语音":
        stage.voice(_USERIDS[name], value)
    elif what == "说":
        stage.speak(_USERIDS[name], value)
    elif what == "照片":
        stage.photo(_USERIDS[name], value)
    elif what == "位置":
        stage.place(_USERIDS[name], value)
    elif what == "菜单":
        stage.menu(_USERIDS[name], value)
    elif what == "点":
        stage.tap(_USERIDS[name], value, step.get("选"))
    else:
        stage.say(_USERIDS[name], value)


@dataclass
class _Watch:
    """Notices what is new on every phone and in the mailbox."""

    stage: Play
    seen: dict[str, int] = field(default_factory=dict)
    updates: dict[tuple[str, str], int] = field(default_factory=dict)
    mails: int = 0

    def news(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for userid, name in _NAMES.items():
            chat = self.stage.world.chat(userid)
            found += [{f"{_BOT}{name}": text} for text in self._changed(userid, chat)]
            fresh = [shown for shown in chat[self.seen.get(userid, 0) :] if shown.side == "app"]
            found += [{f"{_BOT}{name}": _rendered(shown)} for shown in fresh]
            self.seen[userid] = len(chat)
        for mail in self.stage.world.mailbox[self.mails :]:
            found.append({f"{_MAIL}{mail.recipients[0]}": f"{mail.subject}\n{mail.body}"})
        self.mails = len(self.stage.world.mailbox)
        return found

    def _changed(self, userid: str, chat: list[Shown]) -> Iterable[str]:
        for card in (shown.card for shown in chat if shown.card is not None):
            key = (userid, card.task_id)
            if card.updates > self.updates.get(key, 0) and card.updates:
                yield f"[卡片变为] {card.card['main_title']['title']} ⇒ {card.dead_text or _left(card)}"
            self.updates[key] = card.updates


def _left(state: CardState) -> str:
    """What a redrawn card says and offers."""
    buttons = " ".join(f"[{button['text']}]" for button in state.card.get("button_list", []))
    return f"{state.card['main_title'].get('desc', '')} {buttons}".strip()


def _rendered(shown: Shown) -> str:
    if shown.card is not None:
        return _card(shown.card)
    if shown.kind == "image":
        return f"[图片] {shown.body['name']}"
    return str(shown.body.get("content", shown.body))


def _card(state: CardState) -> str:
    card = state.card
    lines = [f"[卡片] {card['main_title']['title']}｜{card['main_title'].get('desc', '')}"]
    if "quote_area" in card:
        quote = card["quote_area"]
        lines.append(f"“{quote.get('title', '')}：{quote['quote_text']}”")
    lines += [f"{row['keyname']}：{row.get('value', '')}" for row in card.get("horizontal_content_list", [])]
    if card.get("sub_title_text"):
        lines.append(card["sub_title_text"])
    if "button_selection" in card:
        options = " ".join(option["text"] for option in card["button_selection"]["option_list"])
        lines.append(f"<{card['button_selection'].get('title', '')}：{options}>")
    buttons = " ".join(f"[{button['text']}]" for button in card.get("button_list", []))
    lines.append(buttons if state.dead_text is None else f"（{state.dead_text}）")
    return "\n".join(lines)


def beginning(golden: Golden, zone: Any) -> datetime:
    """When the conversation begins, aware."""
    return datetime.fromisoformat(golden.now).replace(tzinfo=zone)
