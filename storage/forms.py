"""单子: filled forms, with everything said about each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.approval_policy import Value
from domain.form import FormUtterance, Values
from domain.reading import Evidence, Said
from domain.transcript import Transcript
from storage.columns import from_json, to_json
from storage.database import Db
from storage.tables import forms


class State(Enum):
    """Where a form stands."""

    OPEN = "open"  #: 草稿: still being filled, or given back
    SUBMITTED = "submitted"  #: 待审
    APPROVED = "approved"  #: 已同意
    REJECTED = "rejected"  #: 已驳回
    DISCARDED = "discarded"  #: 已放弃


@dataclass(frozen=True)
class Form:
    """One form. `template` is the key under which config.yaml defines it; `revision` grows with every utterance."""

    id: int
    template: str
    member: str
    state: State
    revision: int
    asked: str | None
    utterances: tuple[FormUtterance, ...]
    opened_at: datetime
    last_said_at: datetime
    submitted_at: datetime | None
    policy_version: str

    @property
    def subject(self) -> str:
        """The name of this form in approvals, cards and the audit log."""
        return f"form:{self.id}"


def open_new(db: Db, template: str, member: str, said_at: datetime, policy_version: str, now: datetime) -> Form:
    """Begin a draft."""
    values = {
        "template": template,
        "member": member,
        "state": State.OPEN.value,
        "revision": 0,
        "utterances": [],
        "opened_at": now,
        "last_said_at": said_at,
        "policy_version": policy_version,
    }
    form_id = db.execute(insert(forms).values(values).returning(forms.c.id)).scalar_one()
    return Form(form_id, template, member, State.OPEN, 0, None, (), now, said_at, None, policy_version)


def get(db: Db, form_id: int) -> Form | None:
    """The form with that id."""
    row = db.execute(select(forms).where(forms.c.id == form_id)).first()
    return None if row is None else _form(row)


def is_of(db: Db, subject: str, template: str) -> bool:
    """Whether the subject (`form:12`) is a form of that kind."""
    kind, _, number = subject.partition(":")
    if kind != "form":
        return False
    return db.execute(select(forms.c.template).where(forms.c.id == int(number))).scalar() == template


def draft_of(db: Db, member: str) -> Form | None:
    """The draft that the member spoke of last."""
    row = db.execute(
        select(forms)
        .where(forms.c.member == member, forms.c.state == State.OPEN.value)
        .order_by(forms.c.last_said_at.desc(), forms.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _form(row)


def add_utterance(db: Db, form: Form, utterance: FormUtterance) -> Form:
    """The form with one more utterance, at its place by the time it was said."""
    utterances = tuple(sorted((*form.utterances, utterance), key=lambda one: one.said_at))
    form = replace(
        form,
        utterances=utterances,
        revision=form.revision + 1,
        last_said_at=max(form.last_said_at, utterance.said_at),
    )
    values = {"utterances": [_packed(one) for one in utterances]}
    changed = values | {"revision": form.revision, "last_said_at": form.last_said_at}
    db.execute(update(forms).where(forms.c.id == form.id).values(changed))
    return form


def take_out_last(db: Db, form: Form, text: str) -> Form | None:
    """The form without the utterance that was said last; None when that holds other words than `text`."""
    if not form.utterances or form.utterances[-1].text != text:
        return None
    form = replace(form, utterances=form.utterances[:-1], revision=form.revision + 1)
    values = {"utterances": [_packed(one) for one in form.utterances], "revision": form.revision}
    db.execute(update(forms).where(forms.c.id == form.id).values(values))
    return form


def keep_asked(db: Db, form: Form, asked: str | None) -> Form:
    """Remember which field was asked for last."""
    db.execute(update(forms).where(forms.c.id == form.id).values(asked=asked))
    return replace(form, asked=asked)


def move_to(db: Db, form: Form, state: State, submitted_at: datetime | None = None) -> Form:
    """Change where the form stands; `submitted_at` when it is handed in."""
    submitted_at = submitted_at or form.submitted_at
    values = {"state": state.value, "asked": None, "submitted_at": submitted_at}
    db.execute(update(forms).where(forms.c.id == form.id).values(values))
    return replace(form, state=state, asked=None, submitted_at=submitted_at)


def kinds(db: Db) -> list[tuple[str, str]]:
    """Every kind of which there is a form, with each version under which one was begun."""
    found = select(forms.c.template, forms.c.policy_version).distinct()
    return [(row.template, row.policy_version) for row in db.execute(found)]


def every(db: Db, template: str | None = None) -> Iterator[Form]:
    """All forms, of one kind or of all, oldest first, without loading all of them at once."""
    chosen = select(forms) if template is None else select(forms).where(forms.c.template == template)
    for row in db.execute(chosen.order_by(forms.c.id).execution_options(yield_per=200)):
        yield _form(row)


def since(db: Db, moment: datetime) -> Iterator[Form]:
    """Those that were begun since then and not discarded, oldest first."""
    chosen = select(forms).where(forms.c.opened_at >= moment, forms.c.state != State.DISCARDED.value)
    for row in db.execute(chosen.order_by(forms.c.id).execution_options(yield_per=200)):
        yield _form(row)


def _form(row: Row[Any]) -> Form:
    return Form(
        id=row.id,
        template=row.template,
        member=row.member,
        state=State(row.state),
        revision=row.revision,
        asked=row.asked,
        utterances=tuple(_unpacked(one) for one in row.utterances),
        opened_at=row.opened_at,
        last_said_at=row.last_said_at,
        submitted_at=row.submitted_at,
        policy_version=row.policy_version,
    )


def _packed(utterance: FormUtterance) -> dict[str, Any]:
    return {
        "said_at": utterance.said_at.isoformat(),
        "text": utterance.text,
        "asked": utterance.asked,
        "voice": None if utterance.voice is None else to_json(utterance.voice),
        "replaces": sorted(utterance.replaces),
        "values": {
            key: [{"value": _packed_value(said.value), "evidence": to_json(said.evidence)} for said in several]
            for key, several in utterance.values.items()
        },
    }


def _unpacked(kept: Mapping[str, Any]) -> FormUtterance:
    values: Values = {
        key: tuple(Said(_unpacked_value(said["value"]), from_json(Evidence, said["evidence"])) for said in several)
        for key, several in kept["values"].items()
    }
    voice = None if kept["voice"] is None else from_json(Transcript, kept["voice"])
    said_at = datetime.fromisoformat(kept["said_at"])
    return FormUtterance(said_at, kept["text"], values, kept["asked"], voice, frozenset(kept["replaces"]))


def _packed_value(value: Value) -> Any:
    """JSON has no days and no exact numbers: each is kept with the name of what it is."""
    match value:
        case bool() | str():
            return value
        case Decimal():
            return {"number": str(value)}
        case date():
            return {"day": value.isoformat()}


def _unpacked_value(kept: Any) -> Value:
    if isinstance(kept, dict):
        return Decimal(kept["number"]) if "number" in kept else date.fromisoformat(kept["day"])
    value: Value = kept
    return value
