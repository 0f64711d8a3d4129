"""谁的应收: whose money a question is about, and that nobody is told of what is not his (promise 6)."""

from dataclasses import dataclass

from bot.flows.named_customer import named_customer
from bot.wording import receivables as wording
from bot.wording.stage import MOST_ALIKE
from domain.customer import Customer
from domain.people import Firm, Person, Role
from domain.policy import Policy
from nlp.colleagues import colleagues
from nlp.receivable_queries import Asked, ReceivableWish
from storage import receivables
from storage.database import Db
from storage.receivables import Scope


@dataclass(frozen=True)
class Whose:
    """The scope, what to call it (empty: all that the asker may see), and whether more than one rep is in it."""

    scope: Scope
    words: str = ""
    is_of_several: bool = False
    is_customer: bool = False


@dataclass(frozen=True)
class Unanswered:
    """Why there is no answer, in words for the asker."""

    words: str


def seen_by(member: str, firm: Firm) -> frozenset[str] | None:
    """Whose records the member may see; None when everybody's, also those that are nobody's."""
    if firm.person(member) is None:
        return frozenset()
    if any(firm.has_role(member, role) for role in (Role.FINANCE, Role.LEGAL, Role.ADMIN)):
        return None
    return frozenset(who for who in firm.people if firm.can_see(member, who))


def own(member: str, firm: Firm) -> Whose:
    """The member's own, whatever else he may see."""
    return Whose(Scope(seen_by(member, firm), frozenset((member,))), wording.OWN)


def everything(member: str, firm: Firm) -> Whose:
    """All that the member may see."""
    seen = seen_by(member, firm)
    return Whose(Scope(seen), "", seen is None or len(seen) > 1)


def whose(wish: ReceivableWish, member: str, firm: Firm, db: Db, policy: Policy) -> Whose | Unanswered | None:
    """Whose money a wish is about; None when it names nobody we know, so that it is no wish."""
    if not wish.whose:
        return own(member, firm) if wish.is_own else everything(member, firm)
    found = named(member, wish.whose, firm, db, policy)
    if found is None:
        return Unanswered(wording.which(wish.whose, [])) if wish.is_plain and wish.asked is Asked.OWED else None
    if isinstance(found, Whose) and found.is_customer and wish.asked is Asked.RECEIVED and not wish.is_plain:
        return None  # “华鼎本周回款” is news of the customer rather than a question
    return found


def named(member: str, name: str, firm: Firm, db: Db, policy: Policy) -> Whose | Unanswered | None:
    """A colleague with those below him, a region, or a customer; None when nobody and nothing goes by that name."""
    seen = seen_by(member, firm)
    exact = [
        one for one in firm.people.values() if one.is_active and name.casefold() in (one.name.casefold(), one.userid)
    ]
    if exact:
        return _of_people(member, exact, seen, firm)
    if len(name) > 1 and (name in {*policy.regions, *firm.directors} - {""} or receivables.is_region(db, name)):
        inhabitants = frozenset(one.userid for one in firm.people.values() if (one.region or "").startswith(name))
        return Whose(Scope(seen, region=name, in_region=inhabitants), name, is_of_several=True)
    match named_customer(name, db, policy):
        case None:
            people = colleagues(name, firm.people.values())
            return _of_people(member, people, seen, firm) if len(people) == 1 else None
        case list() as alike:
            owing = [one for one in alike if receivables.has_any(db, Scope(seen, customer_id=one.id))]
            if len(owing) == 1:  # the answer says whom it is about; of the others there is nothing to say
                return _of_customer(owing[0], seen)
            return Unanswered(wording.which(name, [one.name for one in (owing or alike)[:MOST_ALIKE]]))
        case customer:
            return _of_customer(customer, seen)


def _of_customer(customer: Customer, seen: frozenset[str] | None) -> Whose:
    several = seen is None or len(seen) > 1
    return Whose(Scope(seen, customer_id=customer.id), customer.name, several, is_customer=True)


def _of_people(member: str, named: list[Person], seen: frozenset[str] | None, firm: Firm) -> Whose | Unanswered:
    words = "、".join(person.name for person in named)
    may_see = [person for person in named if firm.can_see(member, person.userid)]
    if not may_see:
        return Unanswered(wording.NOT_SEEN.format(names=words))
    people = frozenset(
        who for who in firm.people for person in may_see if who == person.userid or firm.leads(person.userid, who)
    )
    return Whose(Scope(seen, people), wording.of_people(words, len(people) > len(may_see)), len(people) > 1)
