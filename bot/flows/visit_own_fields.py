"""自己的项: the fields that the company added to its visit template, read out of the notes and shown with the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.flows.form_case import colleagues
from bot.wording import own_fields as wording
from domain import form as rules
from domain.form import SEVERAL, FormField, Kind, is_acceptable
from domain.messages import Utterance
from domain.own_fields import kept, values_of
from domain.policy import Policy
from domain.reading import Reading
from domain.visit import is_empty
from nlp.form_as_said import in_the_words_of
from nlp.form_reading import Known, is_yes_or_no, read_form
from nlp.several_visits import Apart
from nlp.visit_extraction import as_meant
from nlp.vocabulary import Vocabulary
from storage import members
from storage.database import Db
from storage.visits import Visit


def of(policy: Policy) -> tuple[FormField, ...]:
    """The company's own fields, in the order of the template."""
    return tuple(rule.own for rule in policy.visit.fields if rule.own is not None)


def read_also(
    reading: Reading, said: Utterance, asked: str | None, draft: Visit | None, words: Vocabulary, db: Db, policy: Policy
) -> Reading:
    """The reading with what the words say of the company's own fields; alone they begin no visit."""
    fields = of(policy)
    if not fields or (draft is None and is_empty(reading)):
        return reading
    clear = as_meant(said.text, words, said.voice)
    return _read(reading, clear, said, asked, draft, words, db, policy)


def read_apart(
    told: Apart, said: Utterance, draft: Visit | None, words: Vocabulary, db: Db, policy: Policy
) -> Reading:  # fmt: skip
    """As `read_also`, of one visit of a note that tells of several: what is said of the others is not its own."""
    return _read(told.reading, told.clear, said, None, draft, words, db, policy) if of(policy) else told.reading


def _read(
    reading: Reading, clear: str, said: Utterance, asked: str | None, draft: Visit | None, words: Vocabulary, db: Db,
    policy: Policy,
) -> Reading:  # fmt: skip
    fields = of(policy)
    known = Known(words.customers, colleagues(members.firm(db, policy)), policy.products, policy.calendar)
    today = said.sent_at.astimezone(policy.calendar.zone).date()
    found = read_form(clear, today, fields, known, asked=asked, is_within_a_note=True)
    found = in_the_words_of(said.text, clear, found, fields, said.voice)
    refused = _refused(draft, fields, asked)
    return replace(reading, own=kept(found.values, fields), replaces=reading.replaces | found.replaces | refused)


def is_answer(text: str, asked: str | None, policy: Policy) -> bool:
    """Whether a yes-or-no question is answered by words that are an order elsewhere."""
    return is_yes_or_no(text) and any(one.key == asked and one.kind is Kind.YES_NO for one in of(policy))


def changed(before: Reading, after: Reading, policy: Policy) -> list[FormField]:
    """The fields of which something new was said that can stand."""
    new = values_of(after)
    return [one for one in rules.changed(values_of(before), new, of(policy)) if is_acceptable(one, new)]


def lines(record: Reading, db: Db, policy: Policy, today: date) -> list[str]:
    """Every own field of which something was said, for cards."""
    fields = of(policy)
    return wording.lines(fields, values_of(record), _names(db, policy, fields), today)


def noted(record: Reading, fields: Sequence[FormField], db: Db, policy: Policy, today: date) -> list[str]:
    """What was just understood, a few words for each field."""
    return wording.noted(fields, values_of(record), _names(db, policy, fields), today)


def evidence(
    record: Reading, fields: Sequence[FormField], count: int, db: Db, policy: Policy, today: date
) -> list[str]:
    """What was just understood with the words that say it. `count`: utterances of the visit."""
    return wording.evidence(fields, values_of(record), count, _names(db, policy, fields), today)


def _refused(draft: Visit | None, fields: Sequence[FormField], asked: str | None) -> frozenset[str]:
    """Lists asked for again because of what they hold: the answer takes its place."""
    if draft is None:
        return frozenset()
    known = values_of(draft.record)
    lists = [one for one in fields if one.key == asked and one.kind in SEVERAL]
    return frozenset(one.key for one in lists if not is_acceptable(one, known))


def _names(db: Db, policy: Policy, fields: Sequence[FormField]) -> Mapping[str, str]:
    people = members.firm(db, policy).people if fields else {}
    return {userid: person.name for userid, person in people.items()}
