"""一份混合流水: what a company's bank prints in a quarter, made up, with what each line truly is.

The same seed gives the same customers, contracts, lines and truth. Customers pay by name, by branch, by a person,
cut by the bank, mistyped, merged, split, too much and too early; beside them stand salaries, fees, interest, strangers.
What nobody could know from the line and what was learned before is marked as such (`is_knowable`).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from domain.customer import Customer
from domain.ledger import Owed, Share
from domain.payment import Payment

BEGINS = date(2026, 7, 1)
DAYS = 92
ACCOUNT = "6222021001112223334"
_PLACES = "苏州 无锡 常州 南通 杭州 宁波 嘉兴 温州 上海 合肥 芜湖 济南 青岛 烟台 福州 厦门 泉州 昆山 江阴 义乌".split()
_CORE = list("华鼎恒瑞明泰永信德利金鑫荣盛宏远通达天工建顺丰安康智联创新益民博雅嘉禾祥和兴隆昌茂源富海江河云龙凤鹏飞")
_TRADES = "机械 电子 精密制造 自动化设备 新材料 汽车零部件 纺织 食品 医疗器械 环保科技 软件 物流 包装 模具 电气".split()
_FORMS = ["有限公司"] * 8 + ["股份有限公司", "集团有限公司"]
_PERSONS = "王建国 李秀英 张伟 刘洋 陈静 杨帆 赵敏 黄磊 周婷 吴刚 徐丽 孙浩".split()
_LIKE = {"鼎": "顶", "恒": "桓", "明": "名", "永": "泳", "德": "得", "金": "今", "荣": "容", "宏": "弘", "达": "答",
         "建": "健", "安": "按", "新": "薪", "博": "搏", "嘉": "佳", "祥": "详", "兴": "星", "源": "原", "海": "诲",
         "江": "汇", "龙": "笼", "智": "志", "联": "连", "信": "讯", "华": "桦", "瑞": "端", "利": "莉"}  # fmt: skip
_PLANS = (
    (("预付款", 30), ("验收款", 40), ("质保金", 30)),
    (("预付款", 30), ("发货款", 60), ("质保金", 10)),
    (("预付款", 50), ("验收款", 50)),
    (("首付款", 30), ("进度款", 30), ("验收款", 30), ("质保金", 10)),
    (("全款", 100),),
)
#: 摘要 that names nothing
PLAIN_WORDS = ("货款", "", "转账", "往来款", "付款", "设备款", "网银转账", "支付货款")


class Truth(Enum):
    """What a line truly is."""

    PAYS = "pays"
    PREPAID = "prepaid"
    ASIDE = "aside"
    RETURN = "return"
    REFUND = "refund"


@dataclass(frozen=True)
class Line:
    """One line with its truth. `shares` of a payment; `of` is the payment that a return or refund gives back."""

    payment: Payment
    truth: Truth
    customer_id: str | None = None
    shares: tuple[Share, ...] = ()
    of: int | None = None
    is_knowable: bool = True
    needs_alias: bool = False  #: knowable only once a person has said whose payer this is


@dataclass(frozen=True)
class Statement:
    """Everything known before the first line, and the lines in the order of the bank."""

    customers: tuple[Customer, ...]
    owed: tuple[Owed, ...]
    aliases: tuple[tuple[str, str], ...]  #: a payer learned before, and his customer's id
    lines: tuple[Line, ...]


@dataclass
class _Debtor:
    customer: Customer
    owed: list[Owed]
    branch: str = ""  #: a payer known before
    sister: str = ""  #: one that nobody knows yet
    busy_until: date = BEGINS  #: what began with him is not over before that day

    def open(self) -> list[Owed]:
        return sorted((one for one in self.owed if one.outstanding > 0), key=lambda one: one.turn)


@dataclass
class _Bank:
    """Draws lines. What is drawn is paid at once, so that the truth always adds up."""

    chance: random.Random
    debtors: list[_Debtor]
    lines: list[Line] = field(default_factory=list)
    number: int = 0

    def line(self, day: date, amount: Decimal, payer: str, words: str, truth: Truth, **further: object) -> Line:
        self.number += 1
        serial = f"{day:%Y%m%d}{self.number:08}"
        payment = Payment(self.number, ACCOUNT, day, serial, amount, payer, reference=words)
        made = Line(payment, truth, **further)  # type: ignore[arg-type]
        self.lines.append(made)
        return made


def statement(seed: int, lines: int, customers: int | None = None) -> Statement:
    """A quarter of about so many lines."""
    chance = random.Random(seed)
    debtors = _debtors(chance, customers or max(20, lines // 4))
    before = tuple(one for debtor in debtors for one in debtor.owed)
    bank = _Bank(chance, debtors)
    makers = ((_one, 64), (_merged, 8), (_split, 4), (_too_much, 2), (_early, 2), (_bounced, 2), (_bank_own, 8),
              (_stranger, 5), (_out, 5))  # fmt: skip
    drawn = [maker for maker, weight in makers for _ in range(weight)]
    days = sorted(chance.randrange(DAYS) for _ in range(lines))
    for day in days:
        if bank.number >= lines:
            break
        chance.choice(drawn)(bank, BEGINS + timedelta(days=day))
    made = sorted(bank.lines, key=lambda line: (line.payment.paid_on, line.payment.id))
    made = [replace(line, payment=replace(line.payment, id=n)) for n, line in enumerate(made, 1)]
    new_ids = {old.payment.serial: old.payment.id for old in made}
    old_serials = {line.payment.id: line.payment.serial for line in bank.lines}
    made = [replace(line, of=new_ids[old_serials[line.of]]) if line.of else line for line in made]
    aliases = tuple((debtor.branch, debtor.customer.id) for debtor in debtors if debtor.branch)
    return Statement(tuple(debtor.customer for debtor in debtors), before, aliases, tuple(made))


# --- who owes what -----------------------------------------------------------------------------


def _debtors(chance: random.Random, count: int) -> list[_Debtor]:
    names: dict[str, tuple[str, str, str]] = {}
    while len(names) < count:
        place, core, trade = chance.choice(_PLACES), "".join(chance.sample(_CORE, chance.choice((2, 2, 3)))), ""
        trade = chance.choice(_TRADES)
        name = f"{core}{trade}（{place}）" if chance.random() < 0.12 else f"{place}{core}{trade}"
        names.setdefault(name + chance.choice(_FORMS), (place, core, trade))
    debtors: list[_Debtor] = []
    numbers = iter(chance.sample(range(1, count * 8), count * 7))
    for at, (name, (place, core, trade)) in enumerate(names.items()):
        customer = Customer(f"K{at}", name, (f"{place}{core}", core), trade, place)
        owed = [
            one
            for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4)))
            for one in _contract(chance, customer, next(numbers))
        ]
        debtor = _Debtor(customer, owed)
        if chance.random() < 0.12:
            debtor.branch = chance.choice(
                (f"{place}{core}{chance.choice(_TRADES)}贸易商行", f"{core}控股（{place}）集团")
            )
        elif chance.random() < 0.1:
            debtor.sister = f"{chance.choice(_PLACES)}{''.join(chance.sample(_CORE, 3))}商贸有限公司"
        debtors.append(debtor)
    ids = 0
    for debtor in debtors:
        debtor.owed = [replace(one, instalment_id=ids + n) for n, one in enumerate(debtor.owed, 1)]
        ids += len(debtor.owed)
    return debtors


def _contract(chance: random.Random, customer: Customer, number: int) -> list[Owed]:
    total = Decimal(chance.choice((20, 30, 48, 50, 60, 80, 100, 120, 150, 200, 360))) * 1000
    if chance.random() < 0.5:
        total += Decimal(chance.randrange(100, 999900)) / 100
    signed = BEGINS + timedelta(days=chance.randrange(-200, 60))
    left, owed = total, []
    plan = chance.choice(_PLANS)
    for nth, (label, share) in enumerate(plan, 1):
        amount = left if nth == len(plan) else (total * share / 100).quantize(Decimal("0.01"))
        left -= amount
        due = signed + timedelta(days=30 + 75 * (nth - 1) + chance.randrange(20))
        owed.append(Owed(0, f"HT-2026-{number:05}", customer.id, nth, label, amount, due))
    return owed


# --- what customers do -------------------------------------------------------------------------


def _some_debtor(bank: _Bank, day: date, least: int = 1) -> tuple[_Debtor, list[Owed]] | None:
    """A customer and what he would pay on that day."""
    for _ in range(30):
        debtor = bank.chance.choice(bank.debtors)
        if debtor.busy_until > day:
            continue
        due = [one for one in debtor.open() if one.due_on is not None and one.due_on <= day + timedelta(days=20)]
        if len(due) >= least:
            return debtor, due
    return None


def _pays(bank: _Bank, day: date, debtor: _Debtor, shares: Sequence[Share], amount: Decimal, designated: bool) -> None:
    """One payment; without a word about which instalment, the law says the earliest of equal ones."""
    of = [next(one for one in debtor.owed if one.instalment_id == share.instalment_id) for share in shares]
    payer, knows_payer = _payer(bank, debtor)
    words, names = _words(bank, of, must_name=not knows_payer and bank.chance.random() < 0.5)
    if not knows_payer and not names and bank.chance.random() < 0.3:
        words, names = f"代{debtor.customer.short[0]}付款", False
        is_named = _is_only(bank, debtor)
    else:
        is_named = names
    whole = all(share.amount == one.outstanding for share, one in zip(shares, of, strict=True))
    if whole:
        shares = _by_law(debtor, of, words)
    needs_alias = not knows_payer and not is_named and payer == debtor.sister
    knowable = (knows_payer or is_named or needs_alias) and (designated or names)
    bank.line(
        day,
        amount,
        payer,
        words,
        Truth.PAYS,
        customer_id=debtor.customer.id,
        shares=tuple(shares),
        is_knowable=knowable,
        needs_alias=needs_alias,
    )
    for share in shares:
        at = next(n for n, one in enumerate(debtor.owed) if one.instalment_id == share.instalment_id)
        debtor.owed[at] = replace(debtor.owed[at], outstanding=debtor.owed[at].outstanding - share.amount)


def _by_law(debtor: _Debtor, meant: Sequence[Owed], words: str) -> list[Share]:
    """The earliest instalments of the same amounts, or one that is as much as all, that the words do not exclude."""
    chosen: list[Owed] = []
    first = debtor.open()[0]
    if len(meant) > 1 and first.outstanding == sum(one.outstanding for one in meant) and "HT" not in words.upper():
        return [Share(first.instalment_id, first.outstanding)]
    for one in meant:
        said = [other.contract for other in meant if _is_said(other.contract, words)]
        is_nth_said = one.label in words or "期" in words
        same = [
            other
            for other in debtor.open()
            if other.outstanding == one.outstanding
            and other not in chosen
            and (not said or other.contract in said)
            and (not is_nth_said or other.nth == one.nth)
        ]
        chosen.append(same[0])
    return [Share(one.instalment_id, one.outstanding) for one in chosen]


def _is_said(contract: str, words: str) -> bool:
    return contract.replace("-", "") in words.upper().replace("-", "")


def _one(bank: _Bank, day: date) -> None:
    found = _some_debtor(bank, day)
    if found is None:
        return
    debtor, due = found
    one = due[0] if bank.chance.random() < 0.85 else bank.chance.choice(due)
    _pays(bank, day, debtor, [Share(one.instalment_id, one.outstanding)], one.outstanding, True)


def _merged(bank: _Bank, day: date) -> None:
    found = _some_debtor(bank, day, least=2)
    if found is None:
        return
    debtor, due = found
    count = min(len(due), bank.chance.choice((2, 2, 2, 3, 3, 4, 8)))
    chosen = due[:count] if bank.chance.random() < 0.75 else bank.chance.sample(due, count)
    shares = [Share(one.instalment_id, one.outstanding) for one in chosen]
    _pays(bank, day, debtor, shares, sum((share.amount for share in shares), Decimal()), True)


def _split(bank: _Bank, day: date) -> None:
    """One instalment in two or three parts on days that follow; which, is said or follows where he has one contract."""
    found = _some_debtor(bank, day)
    if found is None:
        return
    debtor, due = found
    one, left = due[0], due[0].outstanding
    count = bank.chance.choice((2, 2, 3))
    is_clear = len({other.contract for other in debtor.open()}) == 1
    debtor.busy_until = day + timedelta(days=2 * count)
    for part in range(count):
        amount = left if part == count - 1 else (left * bank.chance.randrange(30, 70) / 100).quantize(Decimal("100"))
        if amount <= 0 or amount > left:
            return
        left -= amount
        _pays(bank, day + timedelta(days=part * 2), debtor, [Share(one.instalment_id, amount)], amount, is_clear)


def _too_much(bank: _Bank, day: date) -> None:
    """More than the customer owes in all; sometimes the rest is paid back."""
    found = _some_debtor(bank, day)
    if found is None or len(found[0].open()) > 3:
        return
    debtor, _ = found
    owed = debtor.open()
    rest = Decimal(bank.chance.choice((100, 1000, 5000, "0.50", 12000)))
    total = sum((one.outstanding for one in owed), Decimal())
    _pays(bank, day, debtor, [Share(one.instalment_id, one.outstanding) for one in owed], total + rest, True)
    paid = bank.lines[-1].payment
    if bank.chance.random() < 0.4 and rest >= 100:
        later = day + timedelta(days=bank.chance.randrange(3, 15))
        words = bank.chance.choice(("多付款退还", "退款", "退还多收货款"))
        bank.line(later, -rest, paid.payer, words, Truth.REFUND, customer_id=debtor.customer.id, of=paid.id)


def _early(bank: _Bank, day: date) -> None:
    """Money of a customer who owes nothing now."""
    idle = [
        debtor
        for debtor in bank.chance.sample(bank.debtors, min(60, len(bank.debtors)))
        if not debtor.open() and debtor.busy_until <= day
    ]
    if idle:
        debtor = idle[0]
        amount = Decimal(bank.chance.randrange(5, 200)) * 1000
        bank.line(day, amount, debtor.customer.name, "预付货款", Truth.PREPAID, customer_id=debtor.customer.id)


def _bounced(bank: _Bank, day: date) -> None:
    """Paid, given back by the bank days later, often paid again."""
    before = len(bank.lines)
    _one(bank, day)
    if len(bank.lines) == before:
        return
    paid = bank.lines[-1]
    later = day + timedelta(days=bank.chance.randrange(1, 5))
    words = bank.chance.choice(("退票", "冲正", f"退汇 原流水{paid.payment.serial}", "托收退票"))
    debtor = next(one for one in bank.debtors if one.customer.id == paid.customer_id)
    given_back = -paid.payment.amount
    bank.line(
        later, given_back, paid.payment.payer, words, Truth.RETURN, customer_id=paid.customer_id, of=paid.payment.id
    )
    debtor.busy_until = later + timedelta(days=1)
    for share in paid.shares:
        at = next(n for n, one in enumerate(debtor.owed) if one.instalment_id == share.instalment_id)
        debtor.owed[at] = replace(debtor.owed[at], outstanding=debtor.owed[at].outstanding + share.amount)


# --- how it stands in the statement ------------------------------------------------------------


def _payer(bank: _Bank, debtor: _Debtor) -> tuple[str, bool]:
    """The printed name, and whether who knows the customers and what was learned can know whose it is."""
    chance, name = bank.chance, debtor.customer.name
    if debtor.branch and chance.random() < 0.7:
        return debtor.branch, True
    if debtor.sister and chance.random() < 0.7:
        return debtor.sister, False
    drawn = chance.random()
    if drawn < 0.07:
        return chance.choice(_PERSONS), False
    if drawn < 0.13 and len(name) >= 13:
        return name[: max(11, len(name) - chance.choice((1, 2, 3)))], True
    if drawn < 0.15:
        slips = [n for n, c in enumerate(name) if c in _LIKE]
        if slips:
            at = chance.choice(slips)
            return name[:at] + _LIKE[name[at]] + name[at + 1 :], True
    if drawn < 0.25:
        return name.replace("（", "(").replace("）", ")"), True
    if drawn < 0.29:
        return name.replace("有限公司", "有限责任公司"), True
    if drawn < 0.32:
        return f"{name[:4]} {name[4:]}", True
    return name, True


def _is_only(bank: _Bank, debtor: _Debtor) -> bool:
    return sum(other.customer.short[0] == debtor.customer.short[0] for other in bank.debtors) == 1


def _words(bank: _Bank, of: Sequence[Owed], must_name: bool) -> tuple[str, bool]:
    """摘要, and whether it names what is paid."""
    chance, first = bank.chance, of[0]
    drawn = 0.0 if must_name else chance.random()
    if len({one.contract for one in of}) > 1:
        if drawn < 0.3:
            return "、".join(dict.fromkeys(one.contract for one in of)), True
        return chance.choice(PLAIN_WORDS), False
    if len(of) == 1 and drawn < 0.3:
        forms = (f"{first.contract} 第{first.nth}期", f"{first.contract}{'一二三四五'[first.nth - 1]}期款",
                 f"付{first.contract}{first.label}", f"{first.contract.replace('-', '')} {first.label}")  # fmt: skip
        return chance.choice(forms), True
    if drawn < 0.42:
        return chance.choice((first.contract, f"合同{first.contract}货款", f"{first.contract.lower()} 付款")), True
    if len(of) == 1 and drawn < 0.5:
        return first.label, False
    return chance.choice(PLAIN_WORDS), False


# --- what is no customer's ---------------------------------------------------------------------


def _bank_own(bank: _Bank, day: date) -> None:
    amount = Decimal(bank.chance.randrange(100, 90000)) / 100
    kind = bank.chance.randrange(4)
    if kind == 0:
        bank.line(day, amount, "", bank.chance.choice(("结息", "存款利息", "季度结息")), Truth.ASIDE)
    elif kind == 1:
        bank.line(day, -amount, "", bank.chance.choice(("网银手续费", "账户管理费", "汇划费")), Truth.ASIDE)
    elif kind == 2:
        bank.line(day, amount * 100, "国家金库苏州市中心支库", "增值税退税", Truth.ASIDE)
    else:
        bank.line(day, amount * 50, "智联云服信息技术有限公司", "内部转账", Truth.ASIDE)


def _out(bank: _Bank, day: date) -> None:
    amount = Decimal(bank.chance.randrange(300000, 9000000)) / 100
    payer = bank.chance.choice((*_PERSONS, "苏州新区物业管理有限公司", "阿里云计算有限公司"))
    bank.line(day, -amount, payer, bank.chance.choice(("工资", "报销", "采购款", "房租", "服务费")), Truth.ASIDE)


def _stranger(bank: _Bank, day: date) -> None:
    """Income of somebody who is no customer: now and then exactly what a customer owes, or nearly a customer's name."""
    chance = bank.chance
    some = chance.choice(bank.debtors)
    owed = some.open()
    amount = Decimal(chance.randrange(1, 300)) * 1000
    if owed and chance.random() < 0.4:
        amount = owed[0].outstanding
    names = [
        f"{chance.choice(_PLACES)}{''.join(chance.sample(_CORE, 3))}{chance.choice(_TRADES)}有限公司",
        chance.choice(_PERSONS),
    ]
    core = some.customer.short[1]
    names.append(some.customer.name.replace(core, core[0] + chance.choice(_CORE)))
    known = {debtor.customer.name for debtor in bank.debtors}
    payer = chance.choice([name for name in names if name not in known])
    words = chance.choice(("保证金退回", "房租", "货款", "赔偿款", "投标保证金", ""))
    bank.line(day, amount, payer, words, Truth.ASIDE, is_knowable=False)
