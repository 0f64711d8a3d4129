"""Two drafts become one: what both say is kept, and what cannot be kept is named."""

from datetime import UTC, datetime, timedelta

from domain.reading import CustomerMention, Evidence, NextStep, PainPoint, Reading, Said
from domain.visit import PERSON, VisitUtterance, record
from domain.visit_join import clashing, joining, said_once

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def utterance(minutes: int, **said: object) -> VisitUtterance:
    def with_evidence(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(with_evidence(one) for one in value)
        return value if isinstance(value, Said | frozenset) else Said(value, Evidence(0, 2, "原话"))

    reading = Reading(**{key: with_evidence(value) for key, value in said.items()})  # type: ignore[arg-type]
    return VisitUtterance(NOON + timedelta(minutes=minutes), f"第{minutes}分钟", reading)


def joined(first: tuple[VisitUtterance, ...], second: tuple[VisitUtterance, ...]) -> Reading:
    return record((*first, *joining(first, second)))


def test_lists_grow_and_the_first_keeps_what_there_is_room_for_once() -> None:
    first = (utterance(0, pain_points=(PainPoint("缺料", "缺料"),), next_step=NextStep("出方案")),)
    second = (
        utterance(0, pain_points=(PainPoint("停机", "停机"),), next_step=NextStep("报价"), channel="电话"),
        utterance(5, none_of=("competitor",)),
    )
    whole = joined(first, second)
    assert [said.value.tag for said in whole.pain_points] == ["缺料", "停机"]
    assert whole.next_step is not None and whole.next_step.value.text == "出方案"
    assert whole.channel is not None and whole.channel.value == "电话"
    assert [said.value for said in whole.none_of] == ["competitor"]
    assert clashing(record(first), record(second)) == ("next_step",)


def test_what_was_corrected_before_stays_corrected() -> None:
    first = (utterance(0, channel="面访"),)
    second = (
        utterance(1, next_step=NextStep("报价")),
        utterance(2, next_step=NextStep("送样机"), replaces=frozenset({"next_step"})),
    )
    whole = joined(first, second)
    assert whole.next_step is not None and whole.next_step.value.text == "送样机"
    assert whole.replaces == frozenset()


def test_the_settled_customer_stays() -> None:
    doubtful = utterance(0, customer=CustomerMention("华鼎", None, False, ("C1", "C2")))
    chosen = Said(CustomerMention("苏州华鼎", "C1"), Evidence(0, 2, "点选", source=PERSON))
    settled = utterance(1, customer=chosen)
    for first, second in ((doubtful, settled), (settled, doubtful)):
        customer = joined((first,), (second,)).customer
        assert customer is not None and customer.value.customer_id == "C1"


def test_a_note_both_came_from_is_shown_once() -> None:
    note, more = utterance(0, channel="面访"), utterance(3, channel="电话")
    assert said_once((note, utterance(0, package="驻场"), more)) == (utterance(0, package="驻场"), more)
