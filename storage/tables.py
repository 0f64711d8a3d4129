"""Every table. Columns named `_at` are instants (UTC), `_on` are days in the company's zone."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# what came in: one row per callback, whatever becomes of it (promises 1–3)
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("member", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("content", JSON, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("is_heard", Boolean, nullable=False),
    Column("heard", JSON(none_as_null=True)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retry_at", Instant),
    Column("done_at", Instant),
    Column("failed_at", Instant),
    Column("error", Text),
)
Index("ix_inbox_open", inbox.c.member, inbox.c.sent_at, sqlite_where=inbox.c.done_at.is_(None),
      postgresql_where=inbox.c.done_at.is_(None))  # fmt: skip
Index("ix_inbox_failed", inbox.c.failed_at, sqlite_where=inbox.c.failed_at.is_not(None),
      postgresql_where=inbox.c.failed_at.is_not(None))  # fmt: skip

# what goes out: one row per call to WeCom or mail
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lane", String(80), nullable=False),
    Column("recipient", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("body", JSON, nullable=False),
    Column("task_id", String(128)),
    Column("digest", String(64), nullable=False),
    Column("cause", String(120), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("retry_at", Instant),
    Column("leased_until", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("started_at", Instant),
    Column("done_at", Instant),
    Column("outcome", String(12)),
    Column("msgid", String(200)),
    Column("error", Text),
)
Index("ix_outbox_open", outbox.c.lane, outbox.c.id, sqlite_where=outbox.c.done_at.is_(None),
      postgresql_where=outbox.c.done_at.is_(None))  # fmt: skip
Index("ix_outbox_task", outbox.c.task_id)
Index("ix_outbox_started", outbox.c.lane, outbox.c.started_at)
Index("ix_outbox_failed", outbox.c.outcome, sqlite_where=outbox.c.outcome == "failed",
      postgresql_where=outbox.c.outcome == "failed")  # fmt: skip

# what is due (promise 4)
timers = Table(
    "timers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("ref", String(80), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retry_at", Instant),
    Column("done_at", Instant),
    Column("error", Text),
)
Index("ix_timers_open", timers.c.due_at, sqlite_where=timers.c.done_at.is_(None),
      postgresql_where=timers.c.done_at.is_(None))  # fmt: skip

# who did what (promise 7); audit_head holds the end of the hash chain
audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("who", String(64), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Column("policy_version", String(16), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
Index("ix_audit_log_subject", audit_log.c.subject)
Index("ix_audit_log_who", audit_log.c.who, audit_log.c.seq)
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

# config.yaml and its lexicon as they were taken over; the newest row is in force
policies = Table(
    "policies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", String(16), nullable=False),
    Column("config", Text, nullable=False),
    Column("lexicon", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("act", String(12), nullable=False),
    Column("who", String(64), nullable=False),
)
Index("ix_policies_version", policies.c.version)
# what was last seen in each machine's config.yaml: only a change of it is a wish to change the policy
policy_files = Table(
    "policy_files",
    metadata,
    Column("file", String(400), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("problems", Text),
    Column("seen_at", Instant, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("userid", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("leader", String(64)),
    Column("departments", JSON, nullable=False),
    Column("title", String(128), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("synced_at", Instant, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("short", JSON, nullable=False),
    Column("industry", String(60), nullable=False),
    Column("city", String(60), nullable=False),
    Column("owner", String(64)),
    Column("added_at", Instant, nullable=False),
)
# one row per thing that is cached in processes: it grows by one at each change
revisions = Table(
    "revisions",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
)

# what a member's next words are about
conversations = Table(
    "conversations",
    metadata,
    Column("member", String(64), primary_key=True),
    Column("expecting", String(40)),
    Column("ref", String(80)),
    Column("expires_at", Instant),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("asked", String(80)),
    Column("turn", Integer, nullable=False),
    Column("customer_id", String(40)),
    Column("customer_name", String(200)),
    Column("record", JSON(none_as_null=True)),
    Column("visited_on", Date),
    Column("opened_at", Instant, nullable=False),
    Column("last_said_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("policy_version", String(16), nullable=False),
)
Index("ix_visits_member", visits.c.member, visits.c.state)
Index("ix_visits_customer", visits.c.customer_id, visits.c.visited_on)
utterances = Table(
    "utterances",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", Integer, ForeignKey("visits.id"), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("text", Text, nullable=False),
    Column("voice", JSON(none_as_null=True)),
    Column("asked", String(80)),
    Column("reading", JSON, nullable=False),
)
Index("ix_utterances_visit", utterances.c.visit_id, utterances.c.said_at)
# what somebody corrected: heard → changed, each with its words
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", Integer, ForeignKey("visits.id"), nullable=False),
    Column("member", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("field", String(20), nullable=False),
    Column("heard", JSON, nullable=False),
    Column("heard_words", Text, nullable=False),
    Column("changed", JSON, nullable=False),
    Column("changed_words", Text, nullable=False),
)
Index("ix_corrections_visit", corrections.c.visit_id)
# words that people proposed for a tag or a customer; only accepted ones are in force
learned_words = Table(
    "learned_words",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("target", String(200), nullable=False),
    Column("words", String(200), nullable=False),
    Column("state", String(12), nullable=False),
    Column("times", Integer, nullable=False),
    Column("visit_id", Integer, ForeignKey("visits.id")),
    Column("proposed_by", String(64), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("decided_by", String(64)),
    Column("decided_at", Instant),
    UniqueConstraint("kind", "target", "words"),
)
Index("ix_learned_words_state", learned_words.c.state)
# photos and places kept as evidence; without a visit they wait for the next one told
attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", Integer, ForeignKey("visits.id")),
    Column("member", String(64), nullable=False),
    Column("key", String(80), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("sha256", String(64)),
    Column("content", LargeBinary),
    Column("content_type", String(20)),
    Column("size", Integer, nullable=False),
    Column("label", String(200)),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("sent_at", Instant, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("media_id", String(1024)),
    Column("media_until", Instant),
)
Index("ix_attachments_visit", attachments.c.visit_id, attachments.c.sent_at)
Index("ix_attachments_waiting", attachments.c.member, attachments.c.sent_at,
      sqlite_where=attachments.c.visit_id.is_(None), postgresql_where=attachments.c.visit_id.is_(None))  # fmt: skip
Index("ix_attachments_photo", attachments.c.sha256)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(80), nullable=False),
    Column("requester", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("steps", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("at", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", String(64)),
    Column("decided_for", String(64)),
    Column("reason", Text),
    Column("policy_version", String(16), nullable=False),
)
Index("ix_approvals_subject", approvals.c.subject)
Index("ix_approvals_decided_at", approvals.c.decided_at)
Index("ix_approvals_requester", approvals.c.requester, approvals.c.decided_at)
Index("ix_approvals_pending", approvals.c.requester, sqlite_where=approvals.c.state == "pending",
      postgresql_where=approvals.c.state == "pending")  # fmt: skip

# who stands in for whom, as people said it
delegations = Table(
    "delegations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", String(64), nullable=False),
    Column("deputy", String(64), nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
Index("ix_delegations_last", delegations.c.last_on)

# cards that people hold, with the code that redraws them once
cards = Table(
    "cards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", String(128), nullable=False, unique=True),
    Column("member", String(64), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("response_code", String(512)),
    Column("code_until", Instant),
    Column("closed_at", Instant),
)
Index("ix_cards_subject", cards.c.purpose, cards.c.subject)

# forms that admins define: drafts and what became of them; utterances as storage/forms.py packs them
forms = Table(
    "forms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("template", String(30), nullable=False),
    Column("member", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("asked", String(30)),
    Column("utterances", JSON, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("last_said_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("policy_version", String(16), nullable=False),
)
Index("ix_forms_member", forms.c.member, forms.c.state, forms.c.last_said_at)

# notes that a second reader was asked about; one row per message, counted by the company's day
second_readings = Table(
    "second_readings",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("asked_on", Date, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("tries", Integer, nullable=False),
    Column("outcome", String(12)),
    Column("opinion", JSON(none_as_null=True)),
)
Index("ix_second_readings_asked_on", second_readings.c.asked_on)
Index("ix_second_readings_asked_at", second_readings.c.asked_at)

# one-time links in mails: of each only the SHA-256 of its token
links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("purpose", String(20), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("member", String(64), nullable=False),
    Column("cause", String(40), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
    UniqueConstraint("purpose", "subject", "turn", "member", "cause"),
)
# since when a far side takes nothing; no row while it does
outages = Table(
    "outages",
    metadata,
    Column("far_side", String(20), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
)
