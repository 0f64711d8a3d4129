"""核销: every sentence and card about money that came in and what it pays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.wording.match_reasons import circled
from bot.wording.moments import short_day
from bot.wording.money import yuan
from domain.ledger import Owed
from domain.messages import Button, Card, Row
from domain.payment import Payment
from domain.receivable import Receivable

BOOK, KEEP, ASIDE, UNDO, ONE, RETURN = "book.", "keep.", "aside", "undo.", "one.", "return."
MOST_CANDIDATES, MOST_LISTED = 4, 5
_MOST_LINES = 20

REDRAWN = "已更新，请看最新的卡片"
NOT_FINANCE = "核销要由财务来定，我没有改动。"
NOTHING_ASKED = "现在没有待对账的款。"
CHANGED = "这笔款或这一期刚才有变动，请看新的卡片。"
NO_CARD = "现在没有等您核销的款；发“待对账”看清单。"
NO_INSTALMENT = "没有找到合同 {number} 第 {nth} 期。"
SETTLED = "{what} 已经收齐了，没有改动。"
OTHER_CURRENCY = "这笔款和这一期的币种不同，没有改动。"
NOT_BOOKED = "{what} 没有可以撤销的核销。"
CHANGED_SINCE = "在那之后又有了变动，没有撤销。"
NO_ALIAS = "没有记过付款户名“{name}”。"
FORGOTTEN_TOO = "付款户名“{name}”是那次记住的，也不再认了。"
FORGOTTEN = "好的，不再认付款户名“{name}”。以前的核销不变。"
ALREADY = "这笔款已经定了；发“待对账”看其余的。"
KEPT_FOR = "先挂 {name} 的预收"
AGAIN = "刚才的处理撤销了，请重新定"
NOT_OURS, NOT_BACK, GIVEN_BACK, UNDONE = "标为不是回款", "标为不用冲回", "已按退票冲回", "撤销了处理"


@dataclass(frozen=True)
class Candidate:
    """What a button of the card offers: its key, what it says, and why."""

    key: str
    button: str
    line: str


def called(name: str, short: Sequence[str]) -> str:
    """How people call a customer."""
    return short[0] if short else name


def paid(name: str, one: Receivable, amount: Decimal) -> str:
    """“华鼎 HT-001 第 2 期收到 40,000 元（已收齐）”."""
    left = one.instalment.outstanding
    rest = "已收齐" if not left else f"还差 {yuan(left, one.currency)}"
    return f"{instalment(name, one)}收到 {yuan(amount, one.currency)}（{rest}）"


def kept(name: str, payment: Payment) -> str:
    """Money that pays no instalment yet."""
    return f"{name} 汇来 {yuan(payment.unallocated, payment.currency)}，还没对上哪一期，先挂预收"


def overpaid(name: str, rest: Decimal, currency: str) -> str:
    """What is left of a payment when all is paid."""
    return f"{name} 多付 {yuan(rest, currency)}，先挂预收"


def came_back(name: str, one: Receivable, amount: Decimal) -> str:
    """退票."""
    left = yuan(one.instalment.outstanding, one.currency)
    return f"{instalment(name, one)}的 {yuan(amount, one.currency)}被银行退回，这一期重新未收 {left}"


def taken_back(name: str, one: Receivable, amount: Decimal) -> str:
    """撤销核销, as the rep hears it."""
    left = yuan(one.instalment.outstanding, one.currency)
    return f"财务撤销了一笔核销：{instalment(name, one)} {yuan(amount, one.currency)}，这一期未收 {left}"


def instalment(name: str, one: Receivable) -> str:
    """“华鼎 HT-001 第 2 期”."""
    return f"{name} {one.contract_number} 第 {one.instalment.nth} 期"


def told(lines: Sequence[str]) -> str:
    """All that one rep hears of one run."""
    more = [f"…另有 {len(lines) - _MOST_LINES} 笔"] if len(lines) > _MOST_LINES else []
    return "\n".join([*lines[:_MOST_LINES], *more])


def reason(words: str, names: str) -> str:
    """Kept with a booking: “金额一致；户名一致（苏州华鼎机械有限公司）”."""
    return f"{words}（{names}）" if names else words


def by_hand(who: str) -> str:
    """The reason of a booking that a person made."""
    return f"{who} 核对"


# --- what finance is asked -----------------------------------------------------------------------


def ask_card(payment: Payment, doubt: str, several: Sequence[Candidate], keeps: str | None, today: date) -> Card:
    """One payment, why it is doubtful, and what it may pay; `keeps` is the customer whose prepayment it may be."""
    amount = yuan(abs(payment.amount), payment.currency)
    rows = [Row("对方户名", payment.payer or "（没有）")]
    if payment.allocated:
        rows.append(Row("还没核销", yuan(payment.unallocated, payment.currency)))
    rows += [Row(f"候选{circled(n)}", one.line) for n, one in enumerate(several, 1)]
    buttons = [Button(one.key, f"{circled(n)}{one.button}", 1) for n, one in enumerate(several, 1)]
    buttons += [Button(KEEP + keeps, "先挂预收", 2)] if keeps else []
    buttons.append(Button(ASIDE, "不是回款" if payment.amount > 0 else "不用冲回", 2))
    what = "到账" if payment.amount > 0 else "退出"
    return Card(
        task_id="",
        title=f"这笔款请您定：{amount}",
        subtitle=f"{short_day(payment.paid_on, today)}{what}" + (f"｜{len(several)} 个候选" if several else ""),
        text="" if several else "知道付的是哪一期，可以发“核销 合同编号 第1期”",
        rows=tuple(rows[:6]),
        quote_title="摘要" if payment.reference else "为什么问",
        quote=f"{payment.reference}\n{doubt}" if payment.reference else doubt,
        buttons=tuple(buttons),
    )


def candidate(key: str, owed: Sequence[Owed], amount: Decimal, name: str, score: int | None) -> Candidate:
    """“HT-001 第2期” on the button; the customer, the amount and the points beside it."""
    first = owed[0]
    more = f"等{len(owed)}期" if len(owed) > 1 else ""
    short = first.contract if len(first.contract) <= 6 else f"…{first.contract[-5:]}"
    points = f" {score}分" if score is not None else " 只有金额一致"
    return Candidate(key, f"{short}/{first.nth}{more}", f"{name} {first.contract} 第{first.nth}期{more}{points}")


def returned_candidate(payment: Payment, today: date) -> Candidate:
    """An earlier payment that may have come back."""
    on = short_day(payment.paid_on, today)
    return Candidate(
        f"{RETURN}{payment.id}", f"{on}那笔", f"{on} {payment.payer} {yuan(payment.amount, payment.currency)}"
    )


def list_card(several: Sequence[Payment], today: date) -> Card:
    """Many at once: each opens its own card."""
    shown = several[:MOST_LISTED]
    lines = [
        Row(f"第 {n} 笔", f"{short_day(one.paid_on, today)} {yuan(abs(one.amount), one.currency)} {one.payer}")
        for n, one in enumerate(shown, 1)
    ]
    more = f"，先列 {len(shown)} 笔；处理完发“待对账”看其余的" if len(several) > len(shown) else ""
    return Card(
        task_id="",
        title=f"有 {len(several)} 笔款请您定",
        subtitle=f"点开看候选{more}",
        rows=tuple(lines),
        buttons=tuple(Button(f"{ONE}{one.id}", f"看第 {n} 笔", 1) for n, one in enumerate(shown, 1)),
    )


# --- what became of it ----------------------------------------------------------------------------


def booked(who: str, at: str, lines: Sequence[str]) -> str:
    """What a card says that is decided: “孙会计 09:00 已核销：华鼎 HT-001 第 2 期”."""
    return f"{who} {at} 已核销：{'；'.join(lines)}"


def decided_card(card: Card, payment: Payment, words: str, key: str, button: str) -> Card:
    """The card with what became of it, and one button that takes it back."""
    amount = yuan(abs(payment.amount), payment.currency)
    rows = (Row("对方户名", payment.payer or "（没有）"),)
    return replace(
        card, title=f"已处理：{amount}", subtitle=words[:44], text=words if len(words) > 44 else "", rows=rows,
        buttons=(Button(key, button, 2),), closed=None,
    )  # fmt: skip


def decided(who: str, at: str, what: str) -> str:
    """The same for other decisions."""
    return f"{who} {at} {what}"


def booked_by_itself(at: str) -> str:
    """In place of the buttons: the system found out after all."""
    return f"{at} 已自动核销"


def learned(printed: str, name: str) -> str:
    """What the tap taught."""
    return f"记住了：付款户名“{printed}”= {name}；发“忘记户名 {printed}”可取消。"


def late(words: str) -> str:
    """For whoever tapped second."""
    return f"这笔款已经有人定了{'：' if words else ''}{words}。我没有改动。"
