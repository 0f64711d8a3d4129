"""读到的内容: what a note says, each value with the words that say it (promise 5: nothing invented)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Evidence:
    """The words a value came from: `words == text[start:end]` of its utterance.

    `read_as` is how the words were understood where a recogniser wrote others of the same sound (暴价, read as 报价),
    else empty. `second` is the second of audio for voice; `source` is rule, lexicon, learned, model (second reader) or
    person (chosen on a card); `utterance` is the place of the utterance within its visit, set when a visit is put
    together (-1 before).
    """

    start: int
    end: int
    words: str
    source: str = "rule"
    second: float | None = None
    utterance: int = -1
    read_as: str = ""


@dataclass(frozen=True)
class Said(Generic[T]):
    """A value with its evidence."""

    value: T
    evidence: Evidence


@dataclass(frozen=True)
class CustomerMention:
    """Which customer the note is about.

    `name`: the canonical name when `customer_id` is set, otherwise as said. `certain` is False when a
    person must choose: then `candidates` holds ids of the customers it may be (best first, may be empty:
    a new customer).
    """

    name: str
    customer_id: str | None = None
    certain: bool = True
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contact:
    """A customer person met or spoken to; role 决策人 / 影响者 / 使用者 / None."""

    name: str
    title: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Stakeholder:
    """A member of the 决策链; influence 高 / 中 / 低 / None; concern in the words of the note."""

    name: str
    title: str | None = None
    influence: str | None = None
    concern: str | None = None


@dataclass(frozen=True)
class Competitor:
    """Another vendor's product in use or compared."""

    brand: str
    model: str | None = None


@dataclass(frozen=True)
class PainPoint:
    """A problem the customer has now; `tag` from the lexicon, None when none fits; `span` verbatim."""

    tag: str | None
    span: str


@dataclass(frozen=True)
class NextStep:
    """The agreed next step; `due_on` is a day in the company's zone.

    `unpublished_year`: the day was counted in working days or from a holiday of this year, whose official
    arrangement is not known yet, so it may still move.
    """

    text: str
    due_on: date | None = None
    unpublished_year: int | None = None


@dataclass(frozen=True)
class Amount:
    """Money in yuan, two places; `what` is a short label such as 预算."""

    value: Decimal
    what: str


@dataclass(frozen=True)
class Doubt:
    """两读不一: rules and second reader read different things out of the same note; the rep says which (domain.doubt).

    `part` is the attribute of a value with several, `who` the person it is about, else empty. `kept` is what the
    record holds until then; `evidence` is that of `other`.
    """

    field: str
    part: str
    who: str
    kept: str
    other: str
    evidence: Evidence


@dataclass(frozen=True)
class OwnValue:
    """A value of a field that the company added to the visit template, by the key of config.yaml.

    One of `text`, `number`, `day` and `yes` is set: kept as JSON they stay what they are. `several`: of a list.
    """

    key: str
    text: str | None = None
    number: Decimal | None = None
    day: date | None = None
    yes: bool | None = None
    several: bool = False

    @property
    def plain(self) -> str | Decimal | date | bool:
        """The value itself."""
        found = next((one for one in (self.number, self.day, self.yes) if one is not None), self.text)
        assert found is not None, "one of them is set"
        return found


#: the names of the fields, as used in config.yaml, in `asked`, `replaces` and `none_of`
FIELDS = (
    "customer", "channel", "visited_on", "contacts", "decision_chain", "competitor",
    "pain_points", "next_step", "amounts", "package",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """Everything that one utterance says about a visit.

    `own`: fields that the company added to its template.
    `none_of`: fields of which the speaker says that there is nothing (“没有竞品”), with the words.
    `replaces`: fields in which this utterance corrects what was said before, rather than adding to it.
    `renamed`: (old name, new name) of people corrected (“不是王经理，是汪经理”).
    `doubts`: what the rep is to be asked.
    """

    customer: Said[CustomerMention] | None = None
    channel: Said[str] | None = None
    visited_on: Said[date] | None = None
    contacts: tuple[Said[Contact], ...] = ()
    decision_chain: tuple[Said[Stakeholder], ...] = ()
    competitor: Said[Competitor] | None = None
    pain_points: tuple[Said[PainPoint], ...] = ()
    next_step: Said[NextStep] | None = None
    amounts: tuple[Said[Amount], ...] = ()
    package: Said[str] | None = None
    own: tuple[Said[OwnValue], ...] = ()
    none_of: tuple[Said[str], ...] = ()
    replaces: frozenset[str] = frozenset()
    renamed: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Doubt, ...] = ()
