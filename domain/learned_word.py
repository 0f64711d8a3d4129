"""学来的说法: words that people proposed for a tag or a customer; an admin accepts them or not."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from domain.lexicon import Lexicon, joined


class Kind(Enum):
    """What the words mean."""

    TAG = "tag"  #: 痛点标签; `target` is its name
    CUSTOMER = "customer"  #: 客户; `target` is its id


class State(Enum):
    """Where the words stand; only accepted ones are in force."""

    PROPOSED = "proposed"  #: 待审核
    ACCEPTED = "accepted"  #: 采用
    REJECTED = "rejected"  #: 不采用
    WITHDRAWN = "withdrawn"  #: 已撤销: the only one who had proposed it took his tap back


@dataclass(frozen=True)
class LearnedWord:
    """`times` is how often it was proposed; `visit_id` the visit of the last time, None when an admin typed it.

    `words` of a tag is a phrasing of the lexicon (nlp/patterns.py).
    """

    id: int
    kind: Kind
    target: str
    words: str
    state: State
    times: int
    visit_id: int | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None


class Unfit(Enum):
    """Why words cannot stand for a tag or a customer."""

    GONE = "gone"  #: there is no such tag or customer (any more)
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    COMMON = "common"  #: everyday words, or only places and trades
    KNOWN = "known"  #: they are read so already
    TAG = "tag"  #: they mean another tag
    CUSTOMER = "customer"  #: they name another customer
    BRAND = "brand"  #: they name a competitor
    FREQUENT = "frequent"  #: too many notes hold them


@dataclass(frozen=True)
class Refused:
    """Words that would be read wrongly; `by` is the other tag or customer, or the share of notes in percent."""

    reason: Unfit
    by: str = ""


def in_force(lexicon: Lexicon, words: dict[str, tuple[str, ...]]) -> Lexicon:
    """The lexicon with accepted words (tag → phrasings); those of tags it no longer has are left out."""
    tags = {tag: more for tag, more in words.items() if tag in lexicon.tags}
    if not tags:
        return lexicon
    digest = hashlib.sha256(repr(sorted(tags.items())).encode()).hexdigest()[:12]
    return joined(lexicon, Lexicon(f"learned:{digest}", tags, {}, {}, (), {}, ()))
