"""规矩: what admins decide in config.yaml, as values that rules and flows take. config.py makes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta

from domain.approval_policy import ApprovalPolicy
from domain.competitor import FaultCase
from domain.delegation import Delegation
from domain.form import FormField, FormRule, FormTemplate, Option
from domain.lexicon import Lexicon
from domain.mail_fallback import MailFallback
from domain.people import Role
from domain.quiet import Quiet
from domain.receivables_policy import SHIPPED, ReceivablesPolicy
from domain.second_reading import SecondReader
from domain.speech_settings import SpeechSettings
from domain.stage import StageRule
from domain.workdays import WorkCalendar


@dataclass(frozen=True)
class FieldRule:
    """What the visit template asks of one field of domain.reading.FIELDS, or of `own`, a field that the company added.

    `question` is put to the rep word for word when the field is missing. `at_least` counts distinct values of a list
    field. `parts` names what each value must hold (of a stakeholder: title, influence, concern; of a competitor:
    model; of a next step: due_on); `part_question` asks for what they lack. `none_allowed`: “没有” is an answer; for
    a list, fewer than `at_least` then pass, and the manager's card says so.
    """

    key: str
    label: str
    required: bool
    question: str
    at_least: int = 1
    parts: tuple[str, ...] = ()
    none_allowed: bool = False
    part_question: str = ""
    own: FormField | None = None


@dataclass(frozen=True)
class VisitTemplate:
    """拜访模板. `fields` in the order in which missing ones are asked; `rules` ask for more, or refuse, in some cases.

    `vague_wordings` are refused as a value of any free field (B2, B5). Notes that follow one another within
    `join_within` and name no other customer belong to one visit.
    """

    fields: tuple[FieldRule, ...]
    vague_wordings: tuple[str, ...]
    vague_answer: str
    join_within: timedelta
    rules: tuple[FormRule, ...] = ()

    def rule(self, key: str) -> FieldRule | None:
        """The rule of a field, or None if the template does not ask for it."""
        return next((rule for rule in self.fields if rule.key == key), None)


@dataclass(frozen=True)
class PersonOverride:
    """What config.yaml says of one member on top of WeCom; None leaves WeCom's word."""

    leader: str | None = None
    region: str | None = None
    email: str | None = None


def _nothing_earlier(version: str) -> "Policy | None":
    return None


#: marks what is known rather than asked of people: always taken as it is now, also for what began earlier
_FACT = {"fact": True}


@dataclass(frozen=True)
class Policy:
    """All of config.yaml. `version` is a short digest of the file, kept with every decision.

    `earlier` finds the policy of a version that was in force before; None when it is not kept.
    """

    version: str
    visit: VisitTemplate
    visit_approval: ApprovalPolicy
    calendar: WorkCalendar = field(metadata=_FACT)
    directors: Mapping[str, str] = field(metadata=_FACT)
    holders: Mapping[Role, tuple[str, ...]] = field(metadata=_FACT)
    people: Mapping[str, PersonOverride] = field(metadata=_FACT)
    regions: Mapping[int, str] = field(metadata=_FACT)
    speech: SpeechSettings = field(metadata=_FACT)
    lexicon: Lexicon = field(metadata=_FACT)
    fault_cases: tuple[FaultCase, ...] = field(metadata=_FACT)
    delegations: tuple[Delegation, ...] = field(default=(), metadata=_FACT)
    forms: tuple[FormTemplate, ...] = ()
    products: tuple[Option, ...] = field(default=(), metadata=_FACT)
    stages: tuple[StageRule, ...] = field(default=(), metadata=_FACT)
    receivables: ReceivablesPolicy = field(default=SHIPPED, metadata=_FACT)
    second_reader: SecondReader | None = field(default=None, metadata=_FACT)
    quiet: Quiet = field(default=Quiet(), metadata=_FACT)
    mail_fallback: MailFallback | None = field(default=None, metadata=_FACT)
    earlier: Callable[[str], "Policy | None"] = field(
        default=_nothing_earlier, repr=False, compare=False, metadata=_FACT
    )

    def linking_to(self, page_url: str) -> "Policy":
        """The same on a machine whose pages are seen there; empty: nobody can open them."""
        fallback = self.mail_fallback
        return self if fallback is None else replace(self, mail_fallback=replace(fallback, page_url=page_url))

    def as_of(self, version: str) -> "Policy":
        """The rules under which something began, with the facts of now; this policy when that one is not kept."""
        begun = None if version == self.version else self.earlier(version)
        if begun is None:
            return self
        return replace(begun, **{fact.name: getattr(self, fact.name) for fact in fields(self) if fact.metadata})
