"""回款一节: when who is reminded of an instalment, what holds back new orders, when a payment is booked by itself."""

import re
from datetime import time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo

from config.approvals import person_rule
from config.problems import Steps
from config.rules import Section, Sentence, Unrepeated, refuse, refuse_if_any
from domain.receivables_policy import (
    SHIPPED,
    HoldPolicy,
    MatchPolicy,
    PapersPolicy,
    Payee,
    ReceivablesPolicy,
    ReminderTier,
    Shift,
)

_MAY = (
    "可写 responsible（这一期的责任人）、leader（他的主管）、director（销售总监）、role:角色，或 roles、people 里的账号"
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def _recipient(text: str, info: ValidationInfo) -> str:
    return person_rule(text, info, ("responsible",), _MAY)


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        refuse(((), f'「{text[:20]}」不是时间；写作 "09:00"'))
    return text


Recipients = Annotated[list[Annotated[str, AfterValidator(_recipient)]], Unrepeated]
TierName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Yuan = Annotated[float, Field(ge=0, le=1e12, multiple_of=0.01)]


class Tier(Section):
    """一级提醒：到期前几天，告诉谁。"""

    name: TierName = Field(description="这一级的名字，卡片上显示")
    days_before: int = Field(ge=-365, le=365, description="到期日前几天；0 是到期当天，负数是逾期后几天")
    to: Recipients = Field(min_length=1, description=_MAY)
    by: Annotated[list[Literal["chat", "mail"]], Unrepeated] = Field(
        default=["chat"], min_length=1, description="chat 企业微信、mail 邮件"
    )
    holds: bool = Field(default=False, description="到这一级还没收齐，是否冻结这个客户的新订单审批")


class Hold(Section):
    """冻结：欠款客户的新订单先不能批。"""

    threshold: Yuan = Field(default=0, description="逾期不超过这么多元不冻结")
    groups: list[Annotated[list[Sentence], Unrepeated]] = Field(
        default=[], max_length=1000, description="同一集团的客户全称，一家逾期，几家一起冻结"
    )
    overriders: Recipients = Field(default=["director", "role:finance"], description="谁可以特批放行")
    override_days: int = Field(default=7, ge=1, le=90, description="特批最长几天有效")


class Match(Section):
    """对账：流水怎么自动核销。"""

    sure: int = Field(default=90, ge=50, le=100, description="把握到多少分（满分 100）就自动核销，低于它先问财务")
    tolerance: Yuan = Field(default=0, description="差额不超过这么多元（手续费）也算收齐")


class Papers(Section):
    """三单匹配：合同、收款、交付。"""

    weekly: Literal["周一", "周二", "周三", "周四", "周五", "周六", "周日"] | None = Field(
        default="周一", description="每周哪天把缺的单据发给财务；null 表示不发"
    )
    days: int = Field(default=5, ge=1, le=60, description="缺的单据几个工作日内补齐")
    tolerance: Yuan = Field(default=0, description="金额差多少元以内算一致")
    owners: dict[Literal["contract", "payment", "delivery"], Annotated[str, AfterValidator(_recipient)]] = Field(
        default={}, description="哪种单据由谁补：contract 合同、payment 收款、delivery 交付"
    )


class OurAccount(Section):
    """我方收款信息：写在催款函里。"""

    name: Short = Field(default="", description="我公司全称，也是收款户名")
    bank: Short = Field(default="", description="开户行")
    account: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9 -]{0,40}$")] = Field(
        default="", description="收款账号，用引号括起来；合同里写了账户的用合同里的"
    )


def _falling(tiers: list[Tier]) -> list[Tier]:
    found: list[tuple[Steps, str]] = [
        ((n, "days_before"), f"要小于上一级的 {before.days_before}，现在是 {tier.days_before}")
        for n, (before, tier) in enumerate(pairwise(tiers), start=1)
        if tier.days_before >= before.days_before
    ]
    names = [tier.name for tier in tiers]
    found += [((n, "name"), f"「{name}」重复了") for n, name in enumerate(names) if name in names[:n]]
    found += [
        ((n, "holds"), "没到期不能冻结；days_before 为 0 或负数的级别才可以")
        for n, tier in enumerate(tiers)
        if tier.holds and tier.days_before > 0
    ]
    refuse_if_any(found)
    return tiers


_SHIPPED_TIERS = [
    Tier(name=tier.name, days_before=tier.days_before, to=list(tier.to), by=["chat"], holds=tier.holds)
    for tier in SHIPPED.tiers
]


class ReceivablesSection(Section):
    """回款提醒、冻结和对账。"""

    tiers: Annotated[list[Tier], AfterValidator(_falling)] = Field(
        default=_SHIPPED_TIERS,
        min_length=1,
        max_length=10,
        description="提醒的级别，从早到晚；不写就按 T-7、T-3、到期日",
    )
    at: Annotated[str, AfterValidator(_clock)] = Field(default="09:00", description="当天几点发；已经过了就马上发")
    shift: Literal["none", "before", "after"] = Field(
        default="none", description="遇到休息日：none 照发、before 提前到前一个工作日、after 推到后一个工作日"
    )
    bank_hours: int = Field(default=24, ge=1, le=24 * 31, description="银行数据超过多少小时就不据此说逾期、也不冻结")
    digest_over: int = Field(default=1, ge=1, le=20, description="同一个人一次多于几期时合成一张卡片")
    contract_end_days: int | None = Field(
        default=60, ge=1, le=400, description="合同到期前多少天提醒销售谈续约；null 表示不提醒"
    )
    hold: Hold = Field(default=Hold(), description="冻结")
    match: Match = Field(default=Match(), description="对账")
    papers: Papers = Field(default=Papers(), description="三单匹配")
    payee: OurAccount = Field(default=OurAccount(), description="我方收款信息")


def receivables_of(section: ReceivablesSection) -> ReceivablesPolicy:
    """The section as the product takes it."""
    return ReceivablesPolicy(
        tiers=tuple(
            ReminderTier(tier.name, tier.days_before, tuple(tier.to), tuple(tier.by), tier.days_before <= 0, tier.holds)
            for tier in section.tiers
        ),
        at=time.fromisoformat(section.at),
        shift=Shift(section.shift),
        bank_age=timedelta(hours=section.bank_hours),
        digest_over=section.digest_over,
        hold=HoldPolicy(
            _yuan(section.hold.threshold),
            tuple(tuple(group) for group in section.hold.groups),
            tuple(section.hold.overriders),
            timedelta(days=section.hold.override_days),
        ),
        match=MatchPolicy(section.match.sure, _yuan(section.match.tolerance)),
        papers=PapersPolicy(
            _WEEKDAYS.index(section.papers.weekly) if section.papers.weekly else None,
            section.papers.days,
            _yuan(section.papers.tolerance),
            tuple((dict(SHIPPED.papers.owners) | section.papers.owners).items()),
        ),
        contract_end_days=section.contract_end_days,
        payee=Payee(section.payee.name, section.payee.bank, section.payee.account),
    )


def _yuan(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))
