"""撤销: a member takes back what he himself did last, for ten minutes; the audit log says what that was."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.flows import (
    approval_undo,
    bank_choice,
    doubt_choice,
    form_customer,
    hold_override,
    instalment_acts,
    join_undo,
    my_queue,
    person_choice,
    proposals,
    tag_choice,
)
from bot.wording import undo as wording
from domain.messages import Reply, Say, Utterance
from domain.policy import Policy
from nlp.orders import is_undo
from storage import audit_log, conversations, forms, visits
from storage.audit_log import Act
from storage.database import Db

WITHIN = timedelta(minutes=10)
_KINDS = ("approval", "delegation", "form", "instalment", "override", "payment", "visit")


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“撤销”; None when the words are something else."""
    if not is_undo(said.text):
        return None
    conversations.forget(db, said.member)
    act = audit_log.last_act(db, said.member, _KINDS)
    if act is None:
        return [Say(said.member, wording.NOTHING)]
    if isinstance(act.after, dict) and "undone" in act.after:
        return [Say(said.member, wording.ALREADY)]
    if now - act.at > WITHIN:
        return [Say(said.member, wording.TOO_LATE)]
    take_back = _TAKES_BACK.get(act.action)
    if take_back is None:
        return [Say(said.member, wording.NOT_THIS.format(act=wording.ACTS.get(act.action, act.action)))]
    return take_back(act, said.member, db, policy, now)


def _open_again(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """A draft that was given up."""
    kind, _, number = act.subject.partition(":")
    if kind == "visit":
        visit = visits.get(db, int(number))
        if visit is None or visit.state is not visits.State.DISCARDED:
            return [Say(who, wording.CHANGED_SINCE)]
        visits.move_to(db, visit, visits.State.OPEN)
    else:
        form = forms.get(db, int(number))
        if form is None or form.state is not forms.State.DISCARDED:
            return [Say(who, wording.CHANGED_SINCE)]
        forms.move_to(db, form, forms.State.OPEN)
    audit_log.add(db, f"{kind}.undone", who, act.subject, policy.version, now, after={"undone": act.seq})
    return [Say(who, wording.OPEN_AGAIN), *my_queue.show(act.subject, who, db, policy, now)]


def _choose_again(act: Act, who: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What was chosen by a tap on a card of questions; what he has said since goes before."""
    visit = visits.get(db, int(act.subject.partition(":")[2]))
    if visit is None or visit.state is not visits.State.OPEN or visit.revision != act.after["revision"]:
        return [Say(who, wording.CHANGED_SINCE)]
    again = visits.take_out_last(db, visit, act.after["said"])
    if again is None:
        return [Say(who, wording.CHANGED_SINCE)]
    if act.after.get("word") is not None:
        proposals.withdraw(act.after["word"], again, db, policy, now)
    audit_log.add(db, "visit.undone", who, act.subject, policy.version, now, after={"undone": act.seq})
    begun = policy.as_of(again.policy_version)
    return [
        Say(who, wording.DONE),
        *my_queue.show(act.subject, who, db, policy, now),
        *doubt_choice.offered(again, db, now),
        *tag_choice.offered(again, db, begun, now),
        *person_choice.offered(again, db, begun, now),
    ]


#: how each act is taken back, by its action in the log
_TAKES_BACK: dict[str, Callable[[Act, str, Db, Policy, datetime], list[Reply]]] = {
    "approval.requested": approval_undo.take_back_request,
    "form.chosen": form_customer.take_back,
    "form.discarded": _open_again,
    "override.made": hold_override.take_back,
    "visit.chosen": _choose_again,
    "visit.discarded": _open_again,
    "visit.joined": join_undo.take_apart,
    **dict.fromkeys(bank_choice.SPOKEN, bank_choice.take_back),
    **dict.fromkeys(instalment_acts.SPOKEN, instalment_acts.take_back),
    **dict.fromkeys(approval_undo.SPOKEN, approval_undo.take_back_decision),
}
