"""回款的表: contracts, their instalments, bank payments, and what ties them. Money is kept in cents (Money)."""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from domain.payment_reference import compact
from storage.columns import Instant, Money
from storage.tables import metadata as metadata


def _plain_number(context: Any) -> str:
    return compact(context.get_current_parameters()["number"])


# one row per file or request that brought rows; `rows_done` lets a killed one go on
imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("rows_done", Integer, nullable=False),
    Column("outcome", JSON, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("done_at", Instant),
)

# the rows of a file that could not be taken: its error file is made of them, also after a kill
import_faults = Table(
    "import_faults",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("import_id", Integer, ForeignKey("imports.id"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("column", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("others", JSON, nullable=False),
)
Index("ix_import_faults_import", import_faults.c.import_id, import_faults.c.row)

contracts = Table(
    "contracts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(60), nullable=False, unique=True),
    Column("plain_number", String(60), nullable=False, default=_plain_number),
    Column("customer_id", String(40), nullable=False),
    Column("customer_name", String(200), nullable=False),
    Column("signed_on", Date),
    Column("ends_on", Date),
    Column("amount", Money, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("owner", String(64)),
    Column("region", String(60), nullable=False),
    Column("product_line", String(60), nullable=False),
    Column("notes", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
Index("ix_contracts_plain", contracts.c.plain_number)
Index("ix_contracts_customer", contracts.c.customer_id)
Index("ix_contracts_owner", contracts.c.owner)
Index("ix_contracts_ends", contracts.c.ends_on)
# of which contract's end its rep has heard: the insert is the claim
contract_ends = Table(
    "contract_ends",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contract_id", Integer, ForeignKey("contracts.id"), nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("told_at", Instant, nullable=False),
    UniqueConstraint("contract_id", "ends_on"),
)
# how a contract's plan was before it changed, and how it is since
plan_changes = Table(
    "plan_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contract_id", Integer, ForeignKey("contracts.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String(64), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
)
Index("ix_plan_changes_contract", plan_changes.c.contract_id)

# the payment schedule. `look_at`: when dunning must look at it again; NULL when nothing can become due. `awaits_bank`:
# it must also look when the bank data reach further
instalments = Table(
    "instalments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contract_id", Integer, ForeignKey("contracts.id"), nullable=False),
    Column("customer_id", String(40), nullable=False),
    Column("nth", Integer, nullable=False),
    Column("label", String(40), nullable=False),
    Column("amount", Money, nullable=False),
    Column("share", String(20)),
    Column("due_on", Date),
    Column("due_rule", JSON(none_as_null=True)),
    Column("account", String(40), nullable=False),
    Column("responsible", String(64)),
    Column("allocated", Money, nullable=False),
    Column("state", String(12), nullable=False),
    Column("settled_at", Instant),
    Column("promised_on", Date),
    Column("disputed_at", Instant),
    Column("dispute", Text),
    Column("contacted_at", Instant),
    Column("course", Integer, nullable=False),
    Column("look_at", Instant),
    Column("awaits_bank", Boolean, nullable=False, default=False, server_default=false()),
    UniqueConstraint("contract_id", "nth"),
)
Index("ix_instalments_awaits_bank", instalments.c.id, sqlite_where=instalments.c.awaits_bank,
      postgresql_where=instalments.c.awaits_bank)  # fmt: skip
Index("ix_instalments_look", instalments.c.look_at, sqlite_where=instalments.c.look_at.is_not(None),
      postgresql_where=instalments.c.look_at.is_not(None))  # fmt: skip
Index("ix_instalments_customer", instalments.c.customer_id, instalments.c.state)
Index("ix_instalments_due", instalments.c.state, instalments.c.due_on)
Index("ix_instalments_responsible", instalments.c.responsible, instalments.c.state)

# who is reminded of what: the insert is the claim. `course` grows when the due day moves or a payment comes back.
# Noted at `reached_at`; `reminded_at` and `card` (its task id, "" for a mail) say by which message it was told
reminders = Table(
    "reminders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instalment_id", Integer, ForeignKey("instalments.id"), nullable=False),
    Column("course", Integer, nullable=False),
    Column("tier", String(30), nullable=False),
    Column("recipient", String(64), nullable=False),
    Column("by", String(8), nullable=False),
    Column("reached_at", Instant, nullable=False),
    Column("reminded_at", Instant),
    Column("card", String(128)),
    UniqueConstraint("instalment_id", "course", "tier", "recipient", "by"),
)
Index("ix_reminders_untold", reminders.c.recipient, reminders.c.by, sqlite_where=reminders.c.reminded_at.is_(None),
      postgresql_where=reminders.c.reminded_at.is_(None))  # fmt: skip
Index("ix_reminders_card", reminders.c.card)
Index("ix_reminders_recipient", reminders.c.recipient, reminders.c.reminded_at)

# how far the data of each of our bank accounts reaches
bank_accounts = Table(
    "bank_accounts",
    metadata,
    Column("account", String(40), primary_key=True),
    Column("as_of", Instant, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("import_id", Integer, ForeignKey("imports.id")),
)
# one row per line of a bank statement; money that came in is positive, what went out negative. `look_at`: when it must
# be matched again; `doubt`: why a person is asked, `asked_at`: since when he has been
payments = Table(
    "payments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("account", String(40), nullable=False),
    Column("paid_on", Date, nullable=False),
    Column("paid_at", Instant),
    Column("serial", String(60), nullable=False),
    Column("amount", Money, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("payer", String(200), nullable=False),
    Column("payer_account", String(60), nullable=False),
    Column("reference", Text, nullable=False),
    Column("balance", Money),
    Column("notes", JSON, nullable=False),
    Column("customer_id", String(40)),
    Column("state", String(12), nullable=False),
    Column("allocated", Money, nullable=False),
    Column("returned_id", Integer, ForeignKey("payments.id")),
    Column("returned", Money, nullable=False, default=Decimal("0.00")),
    Column("doubt", Text),
    Column("asked_at", Instant),
    Column("look_at", Instant),
    Column("import_id", Integer, ForeignKey("imports.id")),
    Column("added_at", Instant, nullable=False),
)
Index("ix_payments_state", payments.c.state, payments.c.paid_on)
Index("ix_payments_look", payments.c.look_at, sqlite_where=payments.c.look_at.is_not(None),
      postgresql_where=payments.c.look_at.is_not(None))  # fmt: skip
Index("ix_payments_payer", payments.c.payer, payments.c.amount)
Index("ix_payments_customer", payments.c.customer_id, payments.c.state)

# which payment pays which instalment; taken back by a row of the opposite amount that names it
allocations = Table(
    "allocations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("payment_id", Integer, ForeignKey("payments.id"), nullable=False),
    Column("instalment_id", Integer, ForeignKey("instalments.id"), nullable=False),
    Column("amount", Money, nullable=False),
    Column("how", String(8), nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reverses", Integer, ForeignKey("allocations.id"), unique=True),
)
Index("ix_allocations_payment", allocations.c.payment_id)
Index("ix_allocations_instalment", allocations.c.instalment_id)

# who else pays for a customer, as a person confirmed it; `payer` is the name as names are compared
payer_aliases = Table(
    "payer_aliases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("payer", String(200), nullable=False),
    Column("printed", String(200), nullable=False),
    Column("customer_id", String(40), nullable=False),
    Column("payment_id", Integer, ForeignKey("payments.id")),
    Column("learned_by", String(64), nullable=False),
    Column("learned_at", Instant, nullable=False),
    Column("ended_by", String(64)),
    Column("ended_at", Instant),
)
Index("uq_payer_aliases_in_force", payer_aliases.c.payer, payer_aliases.c.customer_id, unique=True,
      sqlite_where=payer_aliases.c.ended_at.is_(None), postgresql_where=payer_aliases.c.ended_at.is_(None))  # fmt: skip

# customers whose new orders cannot be approved; one row in force per customer
credit_holds = Table(
    "credit_holds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", String(40), nullable=False),
    Column("because", JSON, nullable=False),
    Column("bank_as_of", Instant, nullable=False),
    Column("held_at", Instant, nullable=False),
    Column("released_at", Instant),
    Column("released_because", Text),
)
Index("uq_credit_holds_in_force", credit_holds.c.customer_id, unique=True,
      sqlite_where=credit_holds.c.released_at.is_(None),
      postgresql_where=credit_holds.c.released_at.is_(None))  # fmt: skip
# who let an order pass in spite of it, why and for how long
hold_overrides = Table(
    "hold_overrides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", String(40), nullable=False),
    Column("subject", String(80)),
    Column("who", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("ended_at", Instant),
)
Index("ix_hold_overrides_customer", hold_overrides.c.customer_id, hold_overrides.c.until)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contract_id", Integer, ForeignKey("contracts.id"), nullable=False),
    Column("number", String(60), nullable=False),
    Column("delivered_on", Date),
    Column("accepted_on", Date),
    Column("amount", Money, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("contract_id", "number"),
)
# a paper that a contract lacks, since when, and who brings it by when
paper_gaps = Table(
    "paper_gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contract_id", Integer, ForeignKey("contracts.id"), nullable=False),
    Column("paper", String(30), nullable=False),
    Column("owner", String(64)),
    Column("found_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("closed_at", Instant),
)
Index("uq_paper_gaps_open", paper_gaps.c.contract_id, paper_gaps.c.paper, unique=True,
      sqlite_where=paper_gaps.c.closed_at.is_(None), postgresql_where=paper_gaps.c.closed_at.is_(None))  # fmt: skip
