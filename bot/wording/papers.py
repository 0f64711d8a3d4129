"""三单匹配: what does not agree between contract, money and delivery, as people read it."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.wording.moments import short_day
from bot.wording.money import yuan
from domain.messages import Button, Card, Row
from domain.papers import Dossier, Gap, GapKind, Light, Paper

#: contracts at a time in chat, lines of a weekly list
MOST_LISTED, MOST_WEEKLY = 6, 20

LIGHTS = {Light.RED: "红", Light.AMBER: "黄", Light.GREEN: "绿"}
PAPERS = {Paper.CONTRACT: "合同", Paper.PAYMENT: "收款", Paper.DELIVERY: "交付"}
NONE_YET = "还没有导入过合同；导入合同、流水和交付单以后，这里会说哪份合同缺什么。"
NONE_OF_HIS = "您和您下属名下还没有合同，也没有要您补的单据。"
NO_MORE = "有差异的合同都列出来了，没有更多。"
LIST_FIRST = "请先发“三单”。"
ALL_GREEN = "都对得上，没有缺的单据。"
NO_DELIVERIES = "还没有导入过交付单，交付对不对得上现在说不准。"
NOW, NOW_TEXT = "papers.now", "看现在的三单"
NOBODY = "没有负责人"


def counts(whose: str, found: Mapping[Light, int]) -> str:
    """“三单（共 50 份合同）：红 4、黄 6、绿 40”."""
    each = "、".join(f"{LIGHTS[light]} {found.get(light, 0)}" for light in (Light.RED, Light.AMBER, Light.GREEN))
    return f"{whose}三单（共 {sum(found.values())} 份合同）：{each}"


def listed(number: int, one: Dossier, triple: Mapping[Paper, Light], is_of_customer: bool) -> str:
    """The heading of one contract in a list; all of one customer need no name each."""
    return f"{number}. {one.number if is_of_customer else f'{one.customer_name} {one.number}'}（{lights(triple)}）"


def lights(triple: Mapping[Paper, Light]) -> str:
    """“合同绿 收款红 交付绿”."""
    return " ".join(f"{PAPERS[paper]}{LIGHTS[light]}" for paper, light in triple.items())


def amounts(one: Dossier) -> str:
    """What the three papers of a contract say."""
    signed = f"{one.signed_on:%Y-%m-%d} 签订" if one.signed_on else "没有签订日期"
    parts = [f"合同 {yuan(one.amount, one.currency)}（{signed}）", f"已收 {yuan(one.paid, one.currency)}"]
    accepted = f"（已验收 {yuan(one.accepted, one.currency)}）" if one.notes else ""
    return "，".join([*parts, f"已交付 {yuan(one.delivered, one.currency)}{accepted}"])


def gap(one: Dossier, found: Gap) -> str:
    """One difference, the missing paper named at its end."""
    paid, delivered = yuan(one.paid, one.currency), yuan(one.delivered, one.currency)
    amount = yuan(found.amount, one.currency)
    instalment = f"第 {found.nth} 期{found.label} {amount}"
    besides = f"（另有 {found.further} 期）" if found.further else ""
    match found.kind:
        case GapKind.UNSIGNED:
            return f"{'收了款' if one.paid else '交付了'}，合同没有签订日期：缺签好的合同"
        case GapKind.NOT_SIGNED_YET:
            return "合同没有签订日期：补上日期"
        case GapKind.PLAN_DIFFERS:
            return f"分期加起来 {amount}，合同是 {yuan(one.amount, one.currency)}：核对回款计划"
        case GapKind.BEYOND_CONTRACT:
            return f"交付 {delivered}，比合同多 {amount}：缺补充协议"
        case GapKind.OVERDUE:
            return f"{_delivered(one)}{instalment} 逾期 {found.days} 天没到账{besides}：缺收款"
        case GapKind.PAUSED:
            return f"{instalment} 逾期 {found.days} 天，客户已承诺日期或有争议{besides}：等收款"
        case GapKind.NOT_KNOWN_PAID:
            return f"{instalment} 过期 {found.days} 天{besides}，银行数据太旧，还说不准到没到账：先导入流水"
        case GapKind.OVERPAID:
            return f"已收 {paid}，比合同多 {amount}：缺退款或补充协议"
        case GapKind.UNDELIVERED:
            prepaid = f"（其中预付 {amount}）" if found.amount else ""
            return f"已收 {paid}{prepaid}，{_only(one)}：缺交付单"
        case GapKind.NOT_KNOWN_DELIVERED:
            return f"已收 {paid}，还没有导入过交付单：先导入交付单"
        case GapKind.UNACCEPTED:
            note = f"交付单 {found.note.number}" if found.note else "交付单"
            more = f"等 {found.further + 1} 份" if found.further else ""
            return f"{note}{more} 没有验收日期，{instalment}等着它：缺验收单"


def to_bring(owner: str, due_on: date, today: date) -> str:
    """Who brings the missing paper by when; his own list need not name him."""
    late = f"，已过期 {(today - due_on).days} 天" if due_on < today else ""
    when = "今天要补" if due_on == today else f"{short_day(due_on, today)}前{late}"
    return f"（{owner}，{when}）" if owner else f"（{when}）"


def more(left: int) -> str:
    """What the list in chat leaves out."""
    return f"还有 {left} 份，发“更多三单”。"


def weekly_card(found: Mapping[Light, int], new: int, closed: int, late: int) -> Card:
    """What finance reads once a week; the list follows."""
    rows = [Row(LIGHTS[light], f"{found.get(light, 0)} 份合同") for light in (Light.RED, Light.AMBER, Light.GREEN)]
    rows += [Row("新发现", f"{new} 项"), Row("已补齐", f"{closed} 项"), Row("过期没补", f"{late} 项")]
    return Card(
        task_id="", title="本周三单匹配", subtitle="合同、收款、交付对不上的", rows=tuple(rows),
        buttons=(Button(NOW, NOW_TEXT, 1),),
    )  # fmt: skip


def weekly_list(lines: Sequence[str]) -> str:
    """Every difference with owner and day, the overdue ones first."""
    if not lines:
        return "缺的单据都补齐了。"
    return "\n".join([f"要补的单据 {len(lines)} 项：", *_numbered(lines), "发“三单”看全部，也可以由管理员导出表格。"])


def own_list(lines: Sequence[str]) -> str:
    """What one person is to bring."""
    return "\n".join([f"三单匹配：这 {len(lines)} 项要请您补上：", *_numbered(lines), "补好并导入以后，会自动划掉。"])


def line(one: Dossier, found: Gap, ending: str) -> str:
    """One difference in a weekly list."""
    return f"{one.customer_name} {one.number}：{gap(one, found)}{ending}"


def _numbered(lines: Sequence[str]) -> list[str]:
    shown = [f"{number}. {text}" for number, text in enumerate(lines[:MOST_WEEKLY], 1)]
    return [*shown, f"……还有 {len(lines) - MOST_WEEKLY} 项"] if len(lines) > MOST_WEEKLY else shown


def _delivered(one: Dossier) -> str:
    if not one.delivered:
        return ""
    is_accepted = all(note.accepted_on for note in one.notes)
    return f"交付{'并验收' if is_accepted else ''} {yuan(one.delivered, one.currency)}，"


def _only(one: Dossier) -> str:
    return f"交付单只有 {yuan(one.delivered, one.currency)}" if one.notes else "没有交付单"
