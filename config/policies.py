"""规矩的来历: turns a valid config.yaml into the frozen policies of domain.policy."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from config.approval_policies import approval_policy_of
from config.form_templates import field_of, products_of, rules_of, templates_of
from config.forms import OwnField
from config.mail_fallback import mail_fallback_of
from config.official_days import company_calendar
from config.quiet import quiet_of
from config.receivables import receivables_of
from config.rules import clock_span
from config.second_reader import second_reader_of
from config.sections import ConfigFile, Speech, Visit, VisitField, WorkingTime
from config.stages import stages_of
from domain.competitor import FaultCase
from domain.delegation import Delegation
from domain.lexicon import Lexicon
from domain.people import Role
from domain.policy import (
    FieldRule,
    PersonOverride,
    Policy,
    VisitTemplate,
)
from domain.speech_settings import SpeechSettings
from domain.workdays import WorkCalendar


def policy_of(file: ConfigFile, lexicon: Lexicon, version: str) -> Policy:
    """The policy that a valid file and its lexicon make."""
    roles = file.roles
    directors = {"" if name == "default" else name: userid for name, userid in roles.sales_director.items()}
    holders = {
        Role.FINANCE: tuple(roles.finance),
        Role.LEGAL: tuple(roles.legal),
        Role.DELIVERY: tuple(roles.delivery),
        Role.ADMIN: tuple(roles.admin),
    }
    return Policy(
        version=version,
        visit=_visit(file.visit),
        visit_approval=approval_policy_of(file.visit_approval),
        calendar=calendar_of(file.working_time, file.timezone),
        directors=directors,
        holders=holders,
        people={
            account.lower(): PersonOverride(leader=row.leader, region=row.region, email=row.email)
            for account, row in file.people.items()
        },
        regions={department: region for region, departments in file.regions.items() for department in departments},
        speech=_speech(file.speech),
        delegations=tuple(Delegation(row.person, row.deputy, row.first_on, row.last_on) for row in file.delegations),
        quiet=quiet_of(file.quiet, holders | {Role.SALES_DIRECTOR: tuple(directors.values())}),
        lexicon=lexicon,
        forms=templates_of(file.forms),
        products=products_of(file.products),
        stages=stages_of(file.stages),
        receivables=receivables_of(file.receivables),
        fault_cases=tuple(
            FaultCase(case.brand, case.model, case.fault, case.on, case.source) for case in file.competitor_cases
        ),
        mail_fallback=mail_fallback_of(file.mail_fallback) if file.mail_fallback else None,
        second_reader=second_reader_of(file.second_reader) if file.second_reader else None,
    )


def calendar_of(section: WorkingTime, timezone: str) -> WorkCalendar:
    """The company's calendar."""
    spans = tuple(clock_span(span) for span in section.hours)
    return company_calendar(ZoneInfo(timezone), spans, section.holidays, section.workdays)


def _visit(section: Visit) -> VisitTemplate:
    return VisitTemplate(
        fields=tuple(map(_field_rule, section.fields)),
        rules=rules_of(section.rules),
        vague_wordings=tuple(section.vague_wordings),
        vague_answer=section.vague_answer,
        join_within=timedelta(minutes=section.join_within_minutes),
    )


def _field_rule(row: VisitField | OwnField) -> FieldRule:
    if isinstance(row, OwnField):
        return FieldRule(row.key, row.label, row.required, row.question, own=field_of(row))
    return FieldRule(
        key=row.key,
        label=row.label,
        required=row.required,
        question=row.question,
        at_least=row.at_least,
        parts=tuple(row.parts),
        none_allowed=row.none_allowed,
        part_question=row.part_question,
    )


def _speech(section: Speech) -> SpeechSettings:
    return SpeechSettings(
        engine=section.engine,
        model=section.model,
        threads=section.threads,
        beam_size=section.beam_size,
        max_seconds=section.max_seconds,
    )
