"""客户已知的人: the people of a draft beside what its rep may see of earlier visits to the same customer."""

from datetime import date

from bot.wording import known_people as wording
from domain import visit as rules
from domain.buying_committee import completeness
from domain.known_people import KnownPerson, Person, Telling, chain, from_earlier, known_people, together
from domain.messages import Reply, SayMarkdown
from domain.policy import Policy
from domain.reading import Reading
from nlp.told_people import told_people
from storage import customer_visits, members
from storage.database import Db
from storage.visits import Visit


def people(visit: Visit, db: Db, policy: Policy, record: Reading | None = None) -> tuple[Person, ...]:
    """Everybody whom the record (of the visit, if no other is given) and the visits before it name.

    Whoever decides on the visit is shown the same: not more of earlier visits than its rep may see.
    """
    record = visit.record if record is None else record
    customer = record.customer.value if record.customer else None
    known: tuple[KnownPerson, ...] = ()
    if customer is not None and customer.customer_id is not None and customer.certain:
        until = rules.visited_on(visit.utterances, policy.calendar.zone)
        known = of_customer(customer.customer_id, visit.member, until, db, policy, before=visit.id)
    return together(told_people(record, policy.lexicon), known)


def of_customer(
    customer_id: str, viewer: str, until: date, db: Db, policy: Policy, before: int | None = None
) -> tuple[KnownPerson, ...]:
    """Everybody in the confirmed visits to a customer that the viewer may see."""
    visits = customer_visits.confirmed(db, customer_id, until, before)
    if not visits:
        return ()
    firm = members.firm(db, policy)
    return known_people(
        Telling(one.id, firm.name_of(one.member), one.visited_on, told_people(one.record, policy.lexicon))
        for one in visits
        if firm.can_see(viewer, one.member)
    )


def lacking(visit: Visit, everybody: tuple[Person, ...], policy: Policy) -> tuple[rules.Lack, ...]:
    """What is still to be asked about the draft: not what earlier visits say."""
    return rules.lacking(visit.record, policy.visit, chain(everybody))


def told(visit: Visit, known: Reading, db: Db, policy: Policy) -> list[Reply]:
    """What earlier visits say of those whom the rep names, and who else decides; once, until it changes."""
    today = rules.visited_on(visit.utterances, policy.calendar.zone)
    now = people(visit, db, policy)
    words = wording.earlier(now, today)
    if not words or (known.customer and words == wording.earlier(people(visit, db, policy, known), today)):
        return []
    summary = wording.completeness(completeness(chain(now)), from_earlier(now))
    return [SayMarkdown(visit.member, "\n".join([*words, *summary]))]
