"""冻结: the running product holds within 5 seconds after the rule is true, and lets go within 60 after the booking."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.flows import credit_hold
from domain.contract import Contract, Term
from domain.payment import How
from domain.policy import Policy
from storage import approvals, bank_data, contracts, credit_holds, customers, outbox, payments
from tests.promises.product import Product, running
from tests.receivables import a_payment
from tests.waiting import wait_until

CUSTOMER = "苏州华鼎汽车配件有限公司"


@pytest.mark.slow
def test_held_in_five_seconds_and_released_with_the_booking(database_url: str, tmp_path: Path, policy: Policy) -> None:
    with running(tmp_path, database_url, "web", "worker", "clock", logs="INFO") as product:
        wait_until(lambda: product.world.calls["user/list"], "the members are read", 60)
        product.sender.send_text("zhangsan", "下订单，华鼎汽配，订十台边缘网关，一共12万，不是先款后货，不是已交付")
        tap(product, "zhangsan", "请确认新订单", "confirm")
        wait_until(lambda: card(product, "limgr", "张三的新订单待审"), "the leader is asked", 60)
        nine = at_nine(product)
        contract_id = owes_from(nine, product)
        product.world.clock.forward((nine - product.world.clock()).total_seconds() - 5)
        wait_until(lambda: in_force(product), "held", 60)
        assert timedelta(0) <= in_force(product)[0].held_at - nine <= timedelta(seconds=5)
        tap(product, "limgr", "先不能批：张三的新订单", "approve")
        wait_until(lambda: "没有同意" in said(product, "limgr"), "the approval is refused", 60)
        booked_at = book(contract_id, product, policy)
        assert in_force(product) == [], "in the transaction of the booking"
        wait_until(lambda: "已解冻" in said(product, "zhangsan"), "the rep is told", 60)
        tap(product, "limgr", "可以批了：张三的新订单", "approve")
        wait_until(lambda: "已同意" in said(product, "zhangsan"), "the order is approved", 60)
        with product.database.reading() as db:
            decided = approvals.get(db, 1)
        assert decided is not None and decided.decided_at is not None
        assert decided.decided_at - booked_at <= timedelta(seconds=60)
        assert product.world.complaints == []


def at_nine(product: Product) -> datetime:
    """Nine o'clock in two days, in the company's zone."""
    zone = ZoneInfo("Asia/Shanghai")
    day = product.world.clock().astimezone(zone).date() + timedelta(days=2)
    return datetime.combine(day, time(9), zone).astimezone(UTC)


def owes_from(nine: datetime, product: Product) -> int:
    """A contract of one instalment that is due on that day, and bank data of that morning."""
    with product.database.writing() as db:
        (customer,) = customers.known(db, [], [CUSTOMER])
        amount = Decimal("40000.00")
        contract = Contract(0, "HT-001", customer.id, customer.name, amount, owner="zhangsan")
        due_on = (nine + timedelta(hours=8)).date()
        bank_data.reaches(db, "", nine - timedelta(hours=2), None, nine)
        return contracts.add(db, contract, [Term(1, "验收款", amount, due_on)], product.world.clock())


def book(contract_id: int, product: Product, policy: Policy) -> datetime:
    """What a booking does in its transaction."""
    with product.database.writing() as db:
        now = product.world.clock()
        (instalment,) = contracts.plan(db, contract_id)
        paid = a_payment(db, "40000.00", payer=CUSTOMER)
        payments.allocate(db, paid, instalment.id, instalment.amount, How.AUTOMATIC, "", "system", now)
        outbox.put(db, credit_hold.look([instalment.customer_id], db, policy, now), "booking", now)
    return now


def in_force(product: Product) -> list[credit_holds.CreditHold]:
    with product.database.reading() as db:
        return credit_holds.in_force(db)


def said(product: Product, member: str) -> str:
    return "\n".join(str(shown.body.get("content")) for shown in product.world.chat(member) if shown.kind == "text")


def card(product: Product, member: str, title: str) -> str | None:
    """The task id of the member's live card with that title."""
    for shown in product.world.chat(member):
        state = shown.card
        if state is not None and state.dead_text is None and state.card["main_title"]["title"] == title:
            return state.task_id
    return None


def tap(product: Product, member: str, title: str, key: str) -> None:
    wait_until(lambda: card(product, member, title), f"{member} sees {title}", 60)
    task_id = card(product, member, title)
    assert task_id is not None
    assert product.sender.click(member, task_id, key).ok
