"""审批规矩: what admins decide of an approval: its steps, who is asked in each, and what follows silence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

#: what a condition compares: one value of a subject
Value = str | bool | Decimal | date
#: a subject's fields by key; a field with several values holds a tuple of them, one that was not said is left out
Fields = Mapping[str, Value | tuple[Value, ...]]


class Pace(Enum):
    """How a ladder counts its hours."""

    NATURAL = "natural"  #: every hour counts
    WORKING = "working"  #: only hours of the working calendar


class Channel(Enum):
    """How a rung reaches people."""

    CHAT = "chat"
    MAIL = "mail"


#: a rung's `to` that reminds those who are asked already
APPROVERS = "approvers"


@dataclass(frozen=True)
class Rung:
    """One rung of a ladder: `after` hours without a decision, `to` is told by `channels`.

    `to` is `approvers` (a reminder), `leader_of_approver`, or a rule as in StepRule: then those may decide too.
    """

    after: timedelta
    to: str
    channels: tuple[Channel, ...]


class Comparison(Enum):
    """How a field of the subject is compared with a condition's value."""

    IS = "is"
    IS_NOT = "is_not"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    ONE_OF = "one_of"


@dataclass(frozen=True)
class Condition:
    """`field` compared with `value`; ONE_OF takes several values."""

    field: str
    comparison: Comparison
    value: Value | tuple[Value, ...]


class Quorum(Enum):
    """How many of those asked in a step must agree."""

    ALL_OF = "all_of"  #: 会签
    ANY_OF = "any_of"  #: 或签
    AT_LEAST = "at_least"  #: N of M


@dataclass(frozen=True)
class StepRule:
    """One step. It applies only when all of `when` hold.

    `approvers` are rules: leader, leader_of_leader, department_head, director, role:NAME, user:ID, field:KEY, or a
    userid. `least` counts for AT_LEAST. `if_empty` (skip, admin or such a rule) and `ladder` of None: the policy's.
    """

    approvers: tuple[str, ...]
    quorum: Quorum = Quorum.ANY_OF
    least: int = 1
    when: tuple[Condition, ...] = ()
    if_empty: str | None = None
    ladder: tuple[Rung, ...] | None = None
    name: str = ""


@dataclass(frozen=True)
class ApprovalPolicy:
    """审批: who decides in which order, how long they may take, and who hears of it when they do not.

    `asks_again`: who agreed in an earlier step is asked again in a later one, else his word counts there too.
    """

    steps: tuple[StepRule, ...]
    pace: Pace
    ladder: tuple[Rung, ...]
    reject_reasons: tuple[str, ...]
    reason_required: bool = True
    if_empty: str = "director"
    asks_again: bool = field(default=True)

    def ladder_of(self, step: StepRule) -> tuple[Rung, ...]:
        """The step's own ladder, else the policy's."""
        return self.ladder if step.ladder is None else step.ladder


def holds(condition: Condition, fields: Fields) -> bool:
    """Whether the subject meets the condition. Of several values one is enough; what was not said only is_not."""
    found = fields.get(condition.field, ())
    values = found if isinstance(found, tuple) else (found,)
    wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    match condition.comparison:
        case Comparison.IS | Comparison.ONE_OF:
            return any(_same(value, other) for value in values for other in wanted)
        case Comparison.IS_NOT:
            return not any(_same(value, other) for value in values for other in wanted)
    return any(_compares(value, condition.comparison, other) for value in values for other in wanted)


def _same(value: Value, other: Value) -> bool:
    if isinstance(value, str) and isinstance(other, str):
        return value.strip().casefold() == other.strip().casefold()
    return type(value) is type(other) and value == other


def _compares(value: Value, how: Comparison, other: Value) -> bool:
    if not (isinstance(value, Decimal) and isinstance(other, Decimal)) and not (
        isinstance(value, date) and isinstance(other, date)
    ):
        return False
    difference = (value > other) - (value < other)  # type: ignore[operator]
    return {
        Comparison.MORE_THAN: difference > 0,
        Comparison.AT_LEAST: difference >= 0,
        Comparison.LESS_THAN: difference < 0,
        Comparison.AT_MOST: difference <= 0,
    }[how]
