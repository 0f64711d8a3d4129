"""催款的清单: one card, page, text or mail about many instalments."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.wording.dunning import (
    DETAILS,
    MOST_ROWS,
    RED,
    Sight,
    brief_day,
    cut,
    is_broken,
    is_due,
    is_red,
    reach,
    stale,
    state,
)
from bot.wording.money import yuan
from domain.messages import Button, Card, Row
from domain.receivable import Receivable

ONE, PAGE = "one:", "page:"
PAGE_ROWS = 5
_MOST_LISTED = 60


def mail(several: Sequence[Receivable], name: str, sight: Sight) -> tuple[str, str]:
    """(subject, body) of a mail about one or more instalments."""
    first = several[0]
    about = f"{state(first, sight)}，{first.customer_name}" if len(several) == 1 else f"{len(several)} 期"
    lines = [f"· {_line(one, sight)}" for one in several[:_MOST_LISTED]]
    rest = [f"……还有 {len(several) - _MOST_LISTED} 期"] if len(several) > _MOST_LISTED else []
    body = [f"{name}，您好：", "", "以下回款请留意：", *lines, *rest, "", f"{reach(sight)}。", "", "跟迹"]
    return f"【跟迹】回款提醒：{about}", "\n".join(body)


def digest_card(several: Sequence[Receivable], viewer: str, sight: Sight) -> Card:
    """Many instalments for one person: each on a line while they fit, else by rep or by customer."""
    red = sum(is_red(one, sight) for one in several)
    groups = grouped(several)
    noun = f"回款提醒：{len(several)} 期" + (f"，逾期或当天未到账 {red} 期" if red else "")
    card = Card(
        task_id="", title=(RED if red else "") + noun, subtitle=_subtitle(several, sight),
    )  # fmt: skip
    if len(several) <= MOST_ROWS:
        return _listing(card, several, viewer, sight)
    shown = sorted(groups.items(), key=lambda group: -sum(is_red(one, sight) for one in group[1]))[:MOST_ROWS]
    left = len(groups) - len(shown)
    by_rep = has_several_reps(several)
    noun = "位同事" if by_rep else "家客户"
    rows = [_group_row(n, key, group, by_rep, sight) for n, (key, group) in enumerate(shown, 1)]
    buttons = [
        Button(f"{PAGE}:{key}:0", f"看{sight.names.get(key, key)[:6]}的" if by_rep else f"看第{n}家", 2)
        for n, (key, _) in enumerate(shown[: MOST_ROWS - 1], 1)
    ]
    return Card(
        task_id="",
        title=card.title,
        subtitle=card.subtitle,
        text=f"另有 {left} {noun}。点“全部列出”看所有的。" if left else "点一下看明细。",
        rows=tuple(rows),
        buttons=(*buttons, Button(DETAILS, "全部列出", 2)),
    )


def page_card(
    several: Sequence[Receivable], first: int, root: str, group: str, viewer: str, sight: Sight
) -> Card:  # fmt: skip
    """A part of a long list, from the one with index `first` on; `root` is the task id of the list."""
    left = several[first:]
    shown = left if len(left) <= MOST_ROWS else left[:PAGE_ROWS]
    name = sight.names.get(group) or several[0].customer_name
    card = Card(task_id="", title=f"{name}：{len(several)} 期未收", subtitle=_subtitle(several, sight))
    card = _listing(card, shown, viewer, sight, first)
    if len(shown) == len(left):
        return card
    more = Button(f"{PAGE}{root}:{group}:{first + len(shown)}", f"还有{len(left) - len(shown)}期", 1)
    return replace(card, buttons=(*card.buttons, more))


def listed(several: Sequence[Receivable], sight: Sight) -> str:
    """All of a list as text."""
    lines: list[str] = []
    by_rep, number = has_several_reps(several), 0
    for key, group in grouped(several).items():
        head = sight.names.get(key, "没有责任人") if by_rep else group[0].customer_name
        lines.append(f"【{head}】{len(group)} 期，{_sum(group)}")
        for one in group:
            number += 1
            if number <= _MOST_LISTED:
                line = _line(one, sight)
                lines.append(f"{number}. {line if by_rep else line.removeprefix(one.customer_name).strip()}")
    rest = [f"……还有 {number - _MOST_LISTED} 期，逾期的发“逾期清单”看。"] if number > _MOST_LISTED else []
    return "\n".join([*lines, *rest, f"{reach(sight)}。"])


def grouped(several: Sequence[Receivable]) -> dict[str, list[Receivable]]:
    """By the one who is responsible where there are several, else by customer."""
    by_rep = has_several_reps(several)
    found: dict[str, list[Receivable]] = {}
    for one in several:
        found.setdefault((one.responsible or "-") if by_rep else one.instalment.customer_id, []).append(one)
    return found


def has_several_reps(several: Sequence[Receivable]) -> bool:
    """Whether more than one person is responsible for them."""
    return len({one.responsible for one in several}) > 1


def _listing(card: Card, shown: Sequence[Receivable], viewer: str, sight: Sight, first: int = 0) -> Card:
    rows = []
    for n, one in enumerate(shown, first + 1):
        ending = f" {yuan(one.instalment.outstanding, one.currency)}，{_brief(one, sight)}"
        who = sight.names.get(one.responsible or "", "") if one.responsible != viewer else ""
        rows.append(Row(f"{n} {who}".strip()[:5], cut(one.customer_name, max(30 - len(ending), 4)) + ending))
    return Card(
        task_id="",
        title=card.title,
        subtitle=card.subtitle,
        text="点一下看这一期，在那里记承诺、争议；也可以直接说“某某客户说25号付”。",
        rows=tuple(rows),
        buttons=tuple(Button(f"{ONE}{one.id}", f"看第{n}条", 2) for n, one in enumerate(shown, first + 1)),
    )


def _group_row(number: int, key: str, group: Sequence[Receivable], by_rep: bool, sight: Sight) -> Row:
    red = sum(is_red(one, sight) for one in group)
    words = f"{len(group)} 期 {_sum(group)}" + (f"，{red} 期未到账" if red else "")
    if by_rep:
        return Row(sight.names.get(key, "没有")[:5], words)
    return Row(f"第{number}家", f"{cut(group[0].customer_name, max(29 - len(words), 4))} {words}")


def _brief(one: Receivable, sight: Sight) -> str:
    if is_broken(one.instalment, sight) and sight.is_fresh:
        return f"承诺 {brief_day(one.instalment.promised_on, sight)}未付"
    return state(one, sight).replace("，未到账", "")


def _line(one: Receivable, sight: Sight) -> str:
    instalment = one.instalment
    amount = yuan(instalment.outstanding, one.currency)
    about = f"{one.customer_name} {one.contract_number} 第 {instalment.nth} 期{instalment.label}"
    return f"{about} {amount}，{_brief(one, sight)}"


def _subtitle(several: Sequence[Receivable], sight: Sight) -> str:
    is_unknown = not sight.is_fresh and any(is_due(one.instalment, sight) for one in several)
    return f"未收共 {_sum(several)}，{stale(sight) if is_unknown else reach(sight)}"


def _sum(several: Sequence[Receivable]) -> str:
    sums: dict[str, Decimal] = {}
    for one in several:
        sums[one.currency] = sums.get(one.currency, Decimal("0.00")) + one.instalment.outstanding
    return "、".join(yuan(amount, currency) for currency, amount in sums.items())
