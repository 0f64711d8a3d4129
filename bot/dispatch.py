"""派发: a member's messages take effect in their order: handler → flow → outbox, all in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.flows import (
    app_menu,
    approval,
    approval_cards,
    approval_orders,
    bank_cards,
    bank_choice,
    bank_freshness,
    choice_left,
    customer_progress,
    delegation,
    doubt_choice,
    form_cards,
    form_filling,
    held_customers,
    hold_override,
    instalment_acts,
    instalment_cards,
    instalment_words,
    my_queue,
    order_hold,
    papers,
    papers_week,
    payment_letter,
    person_choice,
    queue_orders,
    receivable_queries,
    reject_statistics,
    tag_choice,
    undo,
    visit_attachments,
    visit_cards,
    visit_record,
    visit_told,
)
from bot.handlers import card_click, event, photo, second_reading, text, voice
from bot.handlers.card_click import Tap
from bot.handlers.photo import Fetched
from bot.handlers.second_reading import Elsewhere, Question
from bot.hub import Hub, NotThere, Unreachable
from bot.wording import platform
from bot.wording import visit_record as visit_wording
from domain.attachment import Photo, Place, place_at
from domain.messages import CardClick, Event, Image, Location, Reply, Say, Text, Utterance, Voice
from domain.people import Role
from domain.policy import Policy
from storage import conversations, inbox, members, outbox
from storage.cards import IssuedCard
from storage.database import DatabaseTrouble, Db, lock
from storage.inbox import Letter

log = structlog.get_logger()

#: a newcomer's messages wait so long when WeCom cannot say who he is
_ASK_AGAIN = timedelta(seconds=10)

#: which flow a tap goes to, by the purpose of the card
_TAPPED: dict[str, Callable[[CardClick, IssuedCard, Db, Policy, datetime], list[Reply]]] = {
    visit_cards.DRAFT: visit_record.on_click,
    visit_cards.CUSTOMER_CHOICE: visit_record.on_click,
    form_cards.DRAFT: form_filling.on_click,
    form_cards.CUSTOMER_CHOICE: form_filling.on_click,
    visit_cards.TAG_CHOICE: tag_choice.on_click,
    visit_cards.DOUBT: doubt_choice.on_click,
    visit_cards.PERSON_CHOICE: person_choice.on_click,
    approval_cards.CARD: approval.on_click,
    approval_cards.MORE: approval_orders.on_click,
    approval_orders.PICK: approval_orders.on_click,
    delegation.PICK: delegation.on_click,
    papers_week.CARD: papers.on_click,
    my_queue.TODO: my_queue.on_click,
    my_queue.OWN: my_queue.on_click,
    my_queue.OWN_REQUEST: my_queue.on_click,
    instalment_cards.CARD: instalment_acts.on_click,
    instalment_cards.DISPUTE: instalment_acts.on_click,
    instalment_cards.DIGEST: instalment_cards.on_digest_click,
    bank_freshness.CARD: bank_freshness.on_click,
    bank_cards.CARD: bank_choice.on_click,
    bank_cards.LIST: bank_choice.on_click,
}
#: which flow words go to, by what the member was asked; otherwise they tell of a visit
_AWAITED: dict[str, Callable[[Utterance, str, Db, Policy, datetime], list[Reply]]] = {
    approval.REASON: approval.on_reason,
    approval_orders.WORDS: approval_orders.on_words,
    order_hold.REASON: hold_override.on_reason,
    instalment_acts.REASON: instalment_acts.on_reason,
}
#: who is asked even while something else is awaited: nobody gives “我的待办” as the reason of a rejection
_ALWAYS: tuple[Callable[[Utterance, Db, Policy, datetime], list[Reply] | None], ...] = (
    my_queue.on_utterance,
    undo.on_utterance,
    reject_statistics.on_utterance,
)
#: who is asked in turn whether words are meant for him; otherwise they tell of a visit
_HEARERS: tuple[Callable[[Utterance, Db, Policy, datetime], list[Reply] | None], ...] = (
    choice_left.on_utterance,
    queue_orders.on_utterance,
    approval_orders.on_utterance,
    delegation.on_utterance,
    customer_progress.on_utterance,
    hold_override.on_utterance,
    payment_letter.on_utterance,
    held_customers.on_utterance,
    bank_choice.on_utterance,
    receivable_queries.on_utterance,
    papers.on_utterance,
    instalment_words.on_utterance,
    form_filling.on_words,
)


def work_off(member: str, hub: Hub) -> None:
    """Let the member's messages take effect, one by one, until nothing is left that can go on now."""
    if not _introduce(member, hub):
        with hub.database.writing() as db:
            inbox.put_off(db, member, hub.now() + _ASK_AGAIN)
        return
    pictures: dict[str, Fetched] = {}  # by the letter's key
    while True:
        letter = None
        policy = hub.policy()  # asked before the transaction: a newer one takes a while to be read
        try:
            with hub.database.writing() as db:
                lock(db, f"inbox:{member}")
                now = hub.now()
                letter = inbox.next_of(db, member, now)
                if letter is None:
                    return
                is_whole = not photo.is_photo(letter) or letter.inbound.key in pictures
                if is_whole:
                    effect = _effect(letter, pictures.pop(letter.inbound.key, None), db, policy, now)
                    if isinstance(effect, list):
                        replies = effect
                        outbox.put(db, replies, letter.inbound.key, now)
                        inbox.mark_done(db, letter.id, now)
            if not is_whole:  # fetched with no transaction open, then looked at again: a tap may have come meanwhile
                fetched = photo.fetch(letter, hub)
                pictures = {} if fetched is None else {letter.inbound.key: fetched}
                continue
            if isinstance(effect, Elsewhere):
                return  # whoever asks goes on with the member; should it die, the sweep names him again
            if isinstance(effect, Question):  # the same: asked with no transaction open, then looked at again
                second_reading.ask(effect, hub)
                continue
        except DatabaseTrouble:
            raise  # not the message's fault: it stays, uncounted, and the sweep names the member again
        except Exception as error:
            if letter is None:
                raise
            log.exception("inbox.failed", key=letter.inbound.key, member=member)
            replies = _put_aside(letter, error, hub)
        for lane in outbox.lanes_of(replies):
            hub.nudge.send(lane)


def _effect(
    letter: Letter, picture: Fetched | None, db: Db, policy: Policy, now: datetime
) -> list[Reply] | Question | Elsewhere:
    if isinstance(letter.inbound.content, Event) and not app_menu.is_entry(letter.inbound.content):
        return event.on_event(letter.inbound, letter.inbound.content, policy)
    if members.firm(db, policy).person(letter.inbound.member) is None:
        return [Say(letter.inbound.member, platform.STRANGER)]
    if isinstance(letter.inbound.content, Event):
        return app_menu.on_entry(letter.inbound, letter.inbound.content.key, db, policy, now)
    match _handled(letter, picture, db, policy):
        case Utterance() as said:
            for hear in _ALWAYS:
                if (replies := hear(said, db, policy, now)) is not None:
                    return replies
            waiting = conversations.expected(db, said.member, now)
            left: list[Reply] = []
            if waiting is not None and waiting.what in _AWAITED:
                if not visit_told.is_told(said, db, policy):
                    return _AWAITED[waiting.what](said, waiting.ref, db, policy, now)
                left = [Say(said.member, visit_wording.INSTEAD_OF_WORDS)]
            ordered = next((replies for hear in _HEARERS if (replies := hear(said, db, policy, now)) is not None), None)
            if ordered is not None:
                return ordered
            opinion = second_reading.opinion(said, letter.inbound.key, db, policy, now)
            if isinstance(opinion, Question | Elsewhere):
                return opinion
            if left:
                conversations.forget(db, said.member)
            return [*left, *visit_record.on_utterance(replace(said, opinion=opinion), db, policy, now)]
        case Tap(click, card):
            return _TAPPED[card.purpose](click, card, db, policy, now)
        case (Photo() | Place()) as attached:
            return visit_attachments.on_attachment(attached, letter.inbound, db, policy, now)
        case replies:
            return replies


def _handled(
    letter: Letter, picture: Fetched | None, db: Db, policy: Policy
) -> Utterance | Tap | Photo | Place | list[Reply]:
    """What was said, tapped or sent along; replies when it ends here."""
    match letter.inbound.content:
        case Text() as content:
            return text.utterance(letter.inbound, content)
        case Voice() if letter.heard is not None:
            return voice.utterance(letter.inbound, letter.heard, policy)
        case CardClick() as click:
            return card_click.tap(letter.inbound, click, db)
        case Image():
            return photo.photo(letter, picture)
        case Location(latitude, longitude, label):
            return place_at(latitude, longitude, label)
    return [Say(letter.inbound.member, platform.OTHER_KINDS)]


def _introduce(member: str, hub: Hub) -> bool:
    """Read a member from WeCom when he writes for the first time, and whoever leads him.

    False when WeCom could not be asked: nobody may be called a stranger for that.
    """
    with hub.database.reading() as db:
        if members.is_known(db, member):
            return True
    person = hub.wecom.read_member(member)
    if isinstance(person, Unreachable | NotThere):
        log.warning("member.unknown", member=member, why=type(person).__name__)
        return isinstance(person, NotThere)
    people = [person]
    with hub.database.reading() as db:
        is_led_by_unknown = person.leader is not None and not members.is_known(db, person.leader)
    if person.leader is not None and is_led_by_unknown:
        leader = hub.wecom.read_member(person.leader)
        if isinstance(leader, Unreachable):
            return False
        people += [leader] if not isinstance(leader, NotThere) else []
    with hub.database.writing() as db:
        members.keep(db, people, hub.now())
    return True


def _put_aside(letter: Letter, error: Exception, hub: Hub) -> list[Reply]:
    """Count the failure; after the last try tell the member and the admins, and let the next message go on."""
    now = hub.now()
    inbound = letter.inbound
    with hub.database.writing() as db:
        if not inbox.record_failure(db, letter.id, repr(error), now):
            return []
        told = platform.DEAD_LETTER.format(member=inbound.member, key=inbound.key, error=type(error).__name__)
        replies: list[Reply] = [Say(inbound.member, platform.SORRY)]
        replies += [Say(admin, told) for admin in hub.policy().holders.get(Role.ADMIN, ())]
        outbox.put(db, replies, inbound.key, now)
    return replies
