"""What began under an earlier version keeps its rules, and learns of new facts."""

from dataclasses import fields, replace
from pathlib import Path

import config
from domain.policy import Policy

NOW = replace(config.load(Path(__file__).parents[2] / "config.yaml"), version="new")
THEN = replace(
    NOW,
    version="old",
    visit=replace(NOW.visit, fields=NOW.visit.fields[:1]),
    visit_approval=replace(NOW.visit_approval, if_empty="admin"),
    directors={"": "who-has-left"},
    fault_cases=(),
)


def test_rules_are_those_of_the_beginning_and_facts_those_of_now() -> None:
    policy = replace(NOW, earlier={"old": THEN}.get)
    begun = policy.as_of("old")
    assert (begun.version, begun.visit, begun.visit_approval) == ("old", THEN.visit, THEN.visit_approval)
    assert (begun.directors, begun.fault_cases) == (NOW.directors, NOW.fault_cases)
    assert begun.as_of("old") == begun
    assert policy.as_of("new") == policy
    assert policy.as_of("of a lost database") == policy


def test_each_section_is_a_rule_unless_it_is_marked_as_a_fact() -> None:
    """Sections of further processes are rules: what began under them ends under them."""
    facts = {
        "calendar",
        "directors",
        "holders",
        "people",
        "regions",
        "speech",
        "lexicon",
        "fault_cases",
        "earlier",
        "delegations",
        "second_reader",
        "products",
        "quiet",
        "receivables",
        "stages",
        "mail_fallback",
    }
    assert {one.name for one in fields(Policy) if one.metadata} == facts
