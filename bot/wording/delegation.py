"""委托: every sentence and card about who stands in for whom."""

from collections.abc import Sequence
from datetime import date

from bot.wording import moments
from domain.delegation import Delegation
from domain.messages import Button, Card, Row
from domain.people import Person

PICK_PERSON = "person."

NO_DAYS = "请连日子一起说，例如“我下周一到周三请假，找{who}代批”。"
PAST = "这几天已经过去了，没有改动。"
TOO_LONG = "委托最多一年，没有改动。请说从哪天到哪天。"
HIMSELF = "不能委托给自己，没有改动。"
NOBODY = "没有找到“{words}”这位同事，请连日子和全名再说一遍，例如“我下周一到周三请假，找钱经理代批”。"
ENDED = "好的，代批已结束，之后还是您自己审批。"
NOTHING_TO_END = "您现在没有委托别人代批。"
IN_CONFIG = "这项委托写在 config.yaml 里，请管理员去掉。"
TAKEN_OVER = "已由他人代批"
CHOSEN = "已选"


def days(delegation: Delegation, today: date) -> str:
    """“3月9日（周一）到3月11日（周三）”."""
    first = moments.day(delegation.first_on, today)
    if delegation.first_on == delegation.last_on:
        return first
    return f"{first}到{moments.day(delegation.last_on, today)}"


def made(delegation: Delegation, deputy: str, today: date) -> str:
    """Told to the one who is away."""
    return f"好的，{days(delegation, today)}由 {deputy} 代批，已经在等您的也一起转过去。提前回来就说“取消委托”。"


def asked(delegation: Delegation, person: str, today: date) -> str:
    """Told to the deputy."""
    return f"{person} 请您{days(delegation, today)}代他审批，到时卡片会发给您。"


def person_card(words: str, people: Sequence[Person]) -> Card:
    """Which colleague is meant."""
    return Card(
        task_id="",
        title="请哪位同事代批？",
        quote_title="您说的",
        quote=words,
        rows=tuple(Row(person.name[:5], f"{person.title or '同事'}（{person.userid}）") for person in people),
        buttons=tuple(Button(PICK_PERSON + person.userid, f"{person.name[:10]}", 1) for person in people),
    )


def moved(to: str, at: str) -> str:
    """“10:32 改由 钱经理 代 李经理 审批”, on the card of whoever is asked no more and to the requester."""
    return f"{at} 改由 {to} 审批"
