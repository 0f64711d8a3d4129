"""两读不一: where rules and second reader differ, the rep says which is right; until then the rules' value holds."""

from domain.reading import Competitor, Contact, Doubt, Evidence, Reading, Said, Stakeholder


def settled(known: Reading, doubt: Doubt, choice: str, evidence: Evidence) -> Reading:
    """What the rep's choice says, as a reading of its own; `known` is the record so far."""
    match doubt.field, doubt.part:
        case "channel", _:
            return Reading(channel=Said(choice, evidence))
        case "package", _:
            return Reading(package=Said(choice, evidence))
        case "competitor", "brand":
            return Reading(competitor=Said(Competitor(choice), evidence))
        case "competitor", "model" if known.competitor is not None:
            return Reading(competitor=Said(Competitor(known.competitor.value.brand, choice), evidence))
        case "contacts", _:
            return Reading(contacts=(Said(Contact(doubt.who, role=choice), evidence),))
        case "decision_chain", _:
            return Reading(decision_chain=(Said(Stakeholder(doubt.who, influence=choice), evidence),))
    return Reading()


def open_doubts(known: tuple[Doubt, ...], new: Reading) -> tuple[Doubt, ...]:
    """The doubts that are still open after `new`: what it speaks of is settled, unless it is in doubt itself."""
    left = [doubt for doubt in known if not _speaks_of(new, doubt)]
    return tuple({(doubt.field, doubt.part, doubt.who): doubt for doubt in (*left, *new.doubts)}.values())


def _speaks_of(reading: Reading, doubt: Doubt) -> bool:
    match doubt.field:
        case "contacts":
            return any(said.value.name == doubt.who and said.value.role for said in reading.contacts)
        case "decision_chain":
            return any(said.value.name == doubt.who and said.value.influence for said in reading.decision_chain)
    return getattr(reading, doubt.field) is not None or doubt.field in {said.value for said in reading.none_of}
