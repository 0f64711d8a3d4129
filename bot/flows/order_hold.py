"""冻结的订单: why an order cannot be approved at this moment, asked anew each time that it is shown or decided."""

from datetime import datetime, timedelta

from bot.flows.credit_standing import Standing, overriders, standings
from bot.flows.form_case import Case, case_of
from bot.wording import credit_hold as wording
from bot.wording import form as form_wording
from bot.wording import hold_override as override_wording
from domain.approval_subject import Hold
from domain.customer import Customer
from domain.form import OrderRule, plain
from domain.messages import Reply, Say
from domain.people import Firm
from domain.policy import Policy
from domain.receivable import may_see
from storage import conversations, credit_holds, customers, forms, hold_overrides
from storage.database import Db

#: what the next words of somebody who tapped 特批放行 are
REASON = "hold_override"
REASON_WAIT = timedelta(minutes=30)


def of_form(form_id: int, db: Db, policy: Policy, now: datetime) -> Hold | None:
    """What stands against approving that form: nothing when it is no order, or one that a hold does not concern."""
    case = _case(form_id, db, policy, now)
    order = case.template.order if case is not None else None
    if case is None or order is None or order.passes(plain(case.values)):
        return None
    found = customers_of(case, order, db)
    standing = next(iter(standings([one.id for one in found], db, policy, now).values()), None)
    if standing is None:
        return None
    customer = next(one for one in found if one.id == standing.customer_id)
    name, requester, zone = wording.called(customer), case.form.member, policy.calendar.zone
    passed = [
        one
        for one in hold_overrides.in_force(db, [one.id for one in found], now)
        if one.subject in (None, case.form.subject)
    ]
    if passed:
        who = case.firm.name_of(passed[0].who)
        return Hold(wording.let_passed(name, who, passed[0].reason, passed[0].until, zone, now))
    if not standing.is_fresh:
        is_held = bool(credit_holds.in_force(db, [customer.id]))
        age = policy.receivables.bank_age
        return Hold(wording.stale(name, standing.bank_as_of, age, zone, now)) if is_held else None
    may = tuple(who for who in overriders(requester, case.firm, policy) if who != requester)
    names = wording.either([case.firm.name_of(who) for who in may])
    why = why_held(standing, customer, requester, case.firm, policy, now)
    refusal = wording.refusal(name, why, wording.passing([case.template]), names, policy.receivables.hold.override_most)
    return Hold(wording.first_line(name, why, names), refusal, may)


def why_held(standing: Standing, customer: Customer, viewer: str, firm: Firm, policy: Policy, now: datetime) -> str:
    """What the customer owes in words, as far as `viewer` may see it."""
    seen = [debt for debt in standing.debts if may_see(viewer, debt, firm)]
    if not seen:
        owners = dict.fromkeys(debt.responsible for debt in standing.debts if debt.responsible)
        is_own = any(debt.instalment.customer_id == customer.id for debt in standing.debts)
        return wording.owed_unseen([firm.name_of(who) for who in owners], is_own)
    today = now.astimezone(policy.calendar.zone).date()
    return wording.owed(seen, customer.id, wording.called(customer), today)


def customers_of(case: Case, order: OrderRule, db: Db) -> list[Customer]:
    """Whose order it is: every customer of that name."""
    named = [str(said.value) for said in case.values.get(order.customer, ())]
    return customers.known(db, [], named) if named else []


def customer_ids(form_id: int, db: Db, policy: Policy, now: datetime) -> tuple[str, ...]:
    """The ids of those whose order that form is; none when it is no order, or one that a hold does not concern."""
    case = _case(form_id, db, policy, now)
    order = case.template.order if case is not None else None
    if case is None or order is None or order.passes(plain(case.values)):
        return ()
    return tuple(one.id for one in customers_of(case, order, db))


def named(form_id: int, db: Db, policy: Policy, now: datetime) -> str:
    """The order in a few words."""
    case = _case(form_id, db, policy, now)
    today = now.astimezone(policy.calendar.zone).date()
    return form_wording.summary(case.template, case.values, case.names, today) if case is not None else ""


def ask_reason(form_id: int, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """特批放行 was tapped on the order's card: the next words are the reason."""
    hold = of_form(form_id, db, policy, now)
    if hold is None or not hold.refusal:
        return [Say(who, override_wording.NOT_NEEDED)]
    if who not in hold.releasers:
        return [Say(who, override_wording.NOT_HIS)]
    conversations.expect(db, who, REASON, f"form:{form_id}", now + REASON_WAIT)
    return [Say(who, override_wording.GIVE_REASON)]


def _case(form_id: int, db: Db, policy: Policy, now: datetime) -> Case | None:
    form = forms.get(db, form_id)
    return case_of(form, db, policy, now) if form is not None else None
