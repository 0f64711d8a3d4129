"""合同: contracts of a list join those that we have; a changed one changes its payment schedule."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.flows import plan_change as flow
from bot.flows.plan_change import Changed
from bot.wording import plan_change as wording
from commands.importing.contract_rows import COLUMNS, OWNER, ContractEntry, all_faulty, read
from commands.importing.contract_terms import DUE_AMOUNT, NTH, NUMBER, RESPONSIBLE, SHARE
from commands.importing.customers import NAME, Entry, Known, number_of
from commands.importing.kind import Fault, Job, Keep, Kept, Kind
from domain.contract import Contract, DueRule, Instalment, InstalmentState, Milestone, Term
from domain.customer import Customer
from domain.people import Firm
from domain.plan_change import Paid, plan_change, term_of
from storage import contract_lists, customers, delivery_lists, members, payments
from storage.database import Db

_NO_ACCOUNTS = "还没有读到企业微信的成员，账号没有核对"


def _keeper(job: Job) -> Keep:
    known = Known()
    warned: set[str] = set()
    firm: list[Firm] = []

    def keep(db: Db, several: Sequence[ContractEntry]) -> Kept:
        if not firm:
            firm.append(members.firm(db, job.policy))
        kept = Kept()
        placed = _placed(db, [_with_accounts(entry, firm[0]) for entry in several], known, kept, job)
        stored = contract_lists.with_plans(db, [entry.contract.number for entry in placed])
        reached = delivery_lists.milestones(db, [contract for contract, _ in stored.values()])
        new: list[tuple[Contract, Sequence[Term]]] = []
        changes: list[Changed] = []
        for entry in placed:
            if entry.contract.number not in stored:
                new.append((entry.contract, entry.terms))
                kept.counts.update({"新增合同": 1, "新增分期": len(entry.terms)})
            else:
                contract, plan = stored[entry.contract.number]
                changes += _changed(db, entry, contract, plan, reached.get(contract.id, {}), kept, job)
            kept.notes += _notes(entry, firm[0], warned)
        contract_lists.add_all(db, new, job.now)
        kept.replies += flow.on_change(changes, job.who, db, job.policy, job.now)
        kept.notes += [wording.changed(contract, change) for contract, change in changes]
        return kept

    return keep


def _with_accounts(entry: ContractEntry, firm: Firm) -> ContractEntry:
    """The entry with userids where the list names people; a name that several have stays as it is."""
    owner = _account(entry.contract.owner, firm)
    terms = tuple(replace(term, responsible=_account(term.responsible, firm)) for term in entry.terms)
    return replace(entry, contract=replace(entry.contract, owner=owner), terms=terms)


def _account(who: str | None, firm: Firm) -> str | None:
    if who is None or firm.person(who) is not None:
        return who
    called = [person.userid for person in firm.people.values() if person.name == who and person.is_active]
    return called[0] if len(called) == 1 else who


def _placed(db: Db, several: Sequence[ContractEntry], known: Known, kept: Kept, job: Job) -> list[ContractEntry]:
    """The entries with the ids of their customers; those who are not known yet are made."""
    of = {entry.contract.number: _customer_entry(entry) for entry in several}
    known.look_up(db, list(of.values()))
    placed: list[ContractEntry] = []
    made: list[Customer] = []
    for entry in several:
        contract = entry.contract
        number = number_of(of[contract.number], known)
        if isinstance(number, Fault):
            kept.faults += all_faulty(entry.rows, number.row, number.column, number.reason)
            continue
        if known.numbered(number) is None:
            customer = Customer(number, contract.customer_name, (), "", contract.region, contract.owner)
            known.learn(customer)
            made.append(customer)
        placed.append(replace(entry, contract=replace(contract, customer_id=number)))
    if made:
        customers.keep(db, made, job.now)
        kept.counts["新增客户"] += len(made)
    return placed


def _customer_entry(entry: ContractEntry) -> Entry:
    row = next(row for row in entry.rows if row.get(NAME))
    return Entry(row, Customer("", entry.contract.customer_name), entry.code or None, False)


def _changed(
    db: Db, entry: ContractEntry, old: Contract, plan: Sequence[Instalment], reached: dict[Milestone, date],
    kept: Kept, job: Job,
) -> list[Changed]:  # fmt: skip
    """What became of a contract that is there already."""
    in_force = [one for one in plan if one.state is not InstalmentState.VOID]
    contract = _joined(old, entry)
    if contract.customer_id != old.customer_id and any(one.allocated for one in in_force):
        reason = f"合同 {old.number} 是 {old.customer_name} 的，已经有收款，不能换客户；要换请先撤销它的核销"
        kept.faults += all_faulty(entry.rows, entry.rows[0], NAME, reason)
        return []
    before = {one.nth: one for one in in_force}
    terms = [_term_now(term, before.get(term.nth), contract.signed_on, reached) for term in entry.terms]
    change = plan_change(in_force, terms)
    if isinstance(change, Paid):
        column = NTH if change.term is None else DUE_AMOUNT
        kept.faults += all_faulty(entry.rows, entry.rows[0], column, wording.paid(change, contract.currency))
        return []
    if not change and contract == old:
        kept.counts["没有变化"] += 1
        return []
    contract = contract_lists.change(db, contract, plan, change, job.who, job.now)
    kept.counts["更新合同"] += 1
    return [(contract, change)] if change else []


def _joined(old: Contract, entry: ContractEntry) -> Contract:
    """The contract as the list has it; what the list leaves empty stays as it was."""
    new = entry.contract
    return replace(
        old,
        customer_id=new.customer_id,
        customer_name=new.customer_name,
        amount=new.amount,
        signed_on=new.signed_on or old.signed_on,
        ends_on=new.ends_on or old.ends_on,
        currency=entry.currency or old.currency,
        owner=new.owner or old.owner,
        region=new.region or old.region,
        product_line=new.product_line or old.product_line,
        notes=old.notes | new.notes,
    )


def _term_now(term: Term, old: Instalment | None, signed_on: date | None, reached: dict[Milestone, date]) -> Term:
    """The term with its due day as its milestone has it; what the list leaves empty stays as it was."""
    if old is not None:
        was = term_of(old)
        term = replace(
            term,
            label=was.label if term.label == f"第 {term.nth} 期" else term.label,
            account=term.account or was.account,
            responsible=term.responsible or was.responsible,
            share=term.share or (was.share if term.amount == was.amount else None),
        )
        if term.due_on is None and term.rule is None:
            return replace(term, due_on=was.due_on, rule=was.rule)
    if term.rule is None:
        return term
    return replace(term, due_on=_due_on(term.rule, signed_on, reached))


def _due_on(rule: DueRule, signed_on: date | None, reached: dict[Milestone, date]) -> date | None:
    day = signed_on if rule.after is Milestone.SIGNED else reached.get(rule.after)
    return rule.due_on(day) if day else None


def _notes(entry: ContractEntry, firm: Firm, warned: set[str]) -> Iterable[str]:
    row = entry.rows[0]
    undated = [str(term.nth) for term in entry.terms if term.due_on is None and term.rule is None]
    if undated:
        yield f"第 {row.number} 行：合同 {entry.contract.number} 第 {'、'.join(undated)} 期没有到期日，到时不会提醒"
    named = [(OWNER, entry.contract.owner), *((RESPONSIBLE, term.responsible) for term in entry.terms)]
    for column, userid in named:
        if not userid or userid in warned or firm.person(userid) is not None:
            continue
        warned.add(userid)
        if firm.people:
            yield f"第 {row.number} 行：{column} {userid} 不在企业微信的成员里，已按原样收下，请核对"
        elif len(warned) == 1:
            yield _NO_ACCOUNTS


CONTRACTS = Kind(
    name="contracts",
    title="合同",
    columns=COLUMNS,
    required=((NUMBER,), (NAME,), (SHARE, DUE_AMOUNT)),
    read=read,
    keeper=_keeper,
    counted=(
        ("新增合同", "份"), ("新增分期", "期"), ("更新合同", "份"), ("没有变化", "份"), ("新增客户", "家"),
    ),
    together=NUMBER,
    further="留作备注的列",
    ended=lambda db, job: payments.look_again(db, job.now),  # a contract that comes late may be what was paid
)  # fmt: skip
