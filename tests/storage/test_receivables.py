"""A figure is the sum of the rows behind it, and nobody's rows are among them whose asker may not see them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from domain.ageing import Aged, aged
from domain.contract import Contract, Instalment, InstalmentState, Term
from domain.payment import How
from storage import contracts, payments, receivables
from storage.database import Db, open_database
from storage.receivable_tables import allocations
from storage.receivable_tables import payments as payment_rows
from storage.receivables import Flow, Scope
from tests.receivables import a_payment

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
REPS = ("zhangsan", "zhaoliu", "qianqi", None)
SCOPES = (
    Scope(None),
    Scope(frozenset(("zhangsan", "zhaoliu"))),
    Scope(None, people=frozenset(("zhaoliu",))),
    Scope(frozenset(("zhangsan",)), region="江苏", in_region=frozenset(("zhangsan",))),
    Scope(None, customer_id="C3"),
    Scope(frozenset()),
)


def test_figures_are_their_rows(database_url: str) -> None:
    database, chance = open_database(database_url), Random(5)
    with database.writing() as db:
        for number in range(50):
            _contract(db, number, chance)
        unpaid = _everything(db)
        for number, (contract, one) in enumerate(chance.sample(unpaid, 80)):
            _pay(db, number, contract, one, chance)
        for scope in SCOPES:
            _compare(db, scope)
    database.close()


def _compare(db: Db, scope: Scope) -> None:
    rows = [one for one in _everything(db) if _is_in(scope, *one)]
    listed = receivables.open_of(db, scope, 1000)
    assert [one.instalment.id for one in listed] == [one.id for _, one in rows if one.outstanding]
    sums = receivables.open_sums(db, scope)
    assert sum(one.count for one in sums) == len(listed)
    assert _by_currency((one.currency, one.amount) for one in sums) == _by_currency(
        (one.currency, one.instalment.outstanding) for one in listed
    )
    buckets = aged(sums, TODAY)
    assert {unit: sum(found.values(), Aged()).amount for unit, found in buckets.items()} == _by_currency(
        (one.currency, one.instalment.outstanding) for one in listed
    )
    pages = [receivables.overdue(db, scope, TODAY, skip, 7) for skip in range(0, 200, 7)]
    late = [one for page in pages for one in page]
    assert {one.instalment.id for one in late} == {
        one.id for _, one in rows if one.outstanding and one.due_on and one.due_on < TODAY
    }
    assert len(late) == len({one.instalment.id for one in late})
    assert [one.instalment.due_on for one in late] == sorted(one.instalment.due_on or TODAY for one in late)
    assert all(one.of == 3 for one in late)
    first_on, last_on = TODAY - timedelta(days=30), TODAY
    came = receivables.received(db, scope, first_on, last_on)
    assert _totals(came) == _by_currency(
        (contract.currency, amount) for contract, one in rows for amount in _paid_in(db, one.id, first_on, last_on)
    )
    arrived = receivables.arrivals(db, scope, first_on, last_on)
    assert _by_currency((one.currency, one.amount) for one in arrived) == _totals(came)
    due = receivables.became_due(db, scope, first_on, last_on)
    in_time = [(c, one) for c, one in rows if one.due_on and first_on <= one.due_on <= last_on]
    assert _totals(due) == _by_currency((contract.currency, one.amount) for contract, one in in_time)
    assert sum(flow.count for flow in due) == len(in_time)
    assert sum(flow.paid for flow in due) == sum(one.amount - one.outstanding for _, one in in_time)
    assert receivables.has_any(db, scope) == bool(rows)


def test_prepayments_are_what_no_instalment_has_taken(database_url: str) -> None:
    database = open_database(database_url)
    with database.writing() as db:
        a_payment(db, "500.00", customer_id="C1")
        a_payment(db, "70.00", customer_id="C2", currency="USD")
        a_payment(db, "-30.00", customer_id="C1")
        payments.give_back(db, a_payment(db, "40.00", customer_id="C1"), Decimal("40.00"))
        payments.give_back(db, a_payment(db, "41.00", customer_id="C3"), Decimal("20.00"))
        assert receivables.unallocated(db) == {"CNY": Decimal("521.00"), "USD": Decimal("70.00")}
        assert receivables.unallocated(db, "C2") == {"USD": Decimal("70.00")}
        assert receivables.unallocated(db, "C9") == {}
    database.close()


def _contract(db: Db, number: int, chance: Random) -> None:
    customer = f"C{number % 7}"
    owner = chance.choice(REPS)
    contract = Contract(
        0, f"HT-{number:03}", customer, f"客户{customer}", Decimal(300 * number + 300), date(2026, 5, 1),
        currency=chance.choice(("CNY", "CNY", "USD")), owner=owner,
        region=chance.choice(("", "江苏", "江苏省", "浙江")),
    )  # fmt: skip
    days = [TODAY + timedelta(days=chance.randint(-120, 90)) for _ in range(3)]
    terms = [
        Term(nth, "款", Decimal(100 * number + 100), due_on, responsible=chance.choice((None, None, *REPS)))
        for nth, due_on in enumerate(days, 1)
    ]
    contracts.add(db, contract, terms, NOW)


def _pay(db: Db, number: int, contract: Contract, one: Instalment, chance: Random) -> None:
    amount = chance.choice((one.outstanding, Decimal("50.00")))
    paid_on = TODAY - timedelta(days=chance.randint(0, 60))
    payment = a_payment(db, str(amount), paid_on=paid_on, serial=str(number), currency=contract.currency)
    payments.allocate(db, payment, one.id, amount, How.AUTOMATIC, "", "system", NOW)
    if chance.random() < 0.2:
        payments.take_back(db, payments.allocations_of(db, payment)[0], "", "sunfin", NOW)


def _everything(db: Db) -> list[tuple[Contract, Instalment]]:
    numbered = contracts.numbered(db, [f"HT-{number:03}" for number in range(50)])
    return [
        (contract, one)
        for contract in sorted(numbered.values(), key=lambda contract: contract.id)
        for one in contracts.plan(db, contract.id)
        if one.state is not InstalmentState.VOID
    ]


def _is_in(scope: Scope, contract: Contract, one: Instalment) -> bool:
    """What `Scope` says, in plain words."""
    those = {contract.owner, one.responsible}
    region = scope.region is None or contract.region.startswith(scope.region)
    region |= contract.region == "" and contract.owner in scope.in_region
    return (
        (scope.seen is None or bool(those & scope.seen))
        and (scope.people is None or bool(those & scope.people))
        and region
        and scope.customer_id in (None, contract.customer_id)
    )


def _paid_in(db: Db, instalment_id: int, first_on: date, last_on: date) -> list[Decimal]:
    rows = db.execute(
        select(allocations.c.amount)
        .join(payment_rows, payment_rows.c.id == allocations.c.payment_id)
        .where(allocations.c.instalment_id == instalment_id, payment_rows.c.paid_on.between(first_on, last_on))
    )
    return [row.amount for row in rows]


def _totals(flows: Iterable[Flow]) -> dict[str, Decimal]:
    return _by_currency((flow.currency, flow.amount) for flow in flows)


def _by_currency(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for currency, amount in amounts:
        found[currency] += amount
    return {currency: amount for currency, amount in found.items() if amount}
