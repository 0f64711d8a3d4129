"""审批的对象: what a request is about, as approvers see it and as conditions look at it."""

from dataclasses import dataclass, field

from domain.approval_policy import Fields
from domain.messages import Reply, Row


@dataclass(frozen=True)
class Shown:
    """What approvers see. `noun` is its kind (拜访记录), `this` how one is spoken of, `what` this one in a few words.

    `check_first` leads the card (C4); `revision` is that of the subject when it was shown.
    """

    noun: str
    what: str
    rows: tuple[Row, ...] = ()
    check_first: tuple[str, ...] = ()
    more: str = ""
    this: str = "这份申请"
    revision: int = 0


@dataclass(frozen=True)
class Hold:
    """What stands against approving the subject now. `first` leads its cards; `refusal` is told to whoever agrees.

    Without a `refusal` it may be approved all the same. `releasers` are the userids of those who may let it pass.
    """

    first: str
    refusal: str = ""
    releasers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Followed:
    """What an end brings about: `advice` stands below the news to the requester, `replies` follow it."""

    advice: str = ""
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True)
class Request:
    """Asks for a decision on `subject` (kind:id). `fields` are what conditions and `field:` approvers look at."""

    subject: str
    requester: str
    fields: Fields = field(default_factory=dict)
