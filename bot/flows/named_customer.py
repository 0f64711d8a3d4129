"""说到的客户: which customer somebody means who says nothing but a name, or begins with one."""

from dataclasses import dataclass, replace

from domain.customer import Customer
from domain.policy import Policy
from nlp.focus import main_customer
from nlp.vocabulary import vocabulary
from storage import credit_holds, customers, learned_words
from storage.database import Db

MOST_ALIKE = 5


@dataclass(frozen=True)
class Named:
    """`customer` is None when several may be meant (`alike`) or none is known by the `words`."""

    words: str
    rest: str
    customer: Customer | None
    alike: tuple[Customer, ...] = ()

    @property
    def several(self) -> tuple[str, ...]:
        """The names of those who may be meant."""
        return tuple(one.name for one in self.alike)


def named_customer(name: str, db: Db, policy: Policy) -> Customer | list[Customer] | None:
    """The customer; those it may be (none: nobody goes by it); None when it is no customer's name."""
    words = vocabulary(customers.book(db), learned_words.lexicon(db, policy.lexicon))
    mention, _ = main_customer(name, words.customers)
    if mention is None or mention.evidence.words != name:
        return None
    found = mention.value
    customer = customers.find(db, found.customer_id) if found.customer_id and found.certain else None
    return customer or [one for key in found.candidates if (one := customers.find(db, key))]


def held_one(named: Named, db: Db) -> Named:
    """Of several who may be meant, the only one who is held."""
    held = {one.customer_id for one in credit_holds.in_force(db, [one.id for one in named.alike])}
    meant = [one for one in named.alike if one.id in held]
    return replace(named, customer=meant[0]) if named.customer is None and len(meant) == 1 else named


def named_first(text: str, db: Db, policy: Policy) -> Named | None:
    """The customer with whose name the text begins; None when it begins with none."""
    book = customers.book(db)
    written = [
        (name, one) for one in book.customers for name in (one.name, *one.short) if name and text.startswith(name)
    ]
    if written:
        name = max((name for name, _ in written), key=len)
        meant = {one.id: one for said, one in written if said == name}
        if len(meant) == 1:
            return Named(name, text[len(name) :], next(iter(meant.values())))
        return Named(name, text[len(name) :], None, tuple(meant.values())[:MOST_ALIKE])
    mention, _ = main_customer(text, vocabulary(book, learned_words.lexicon(db, policy.lexicon)).customers)
    if mention is None or mention.evidence.start != 0:
        return None
    found, rest = mention.value, text[mention.evidence.end :]
    customer = customers.find(db, found.customer_id) if found.customer_id and found.certain else None
    if customer is not None:
        return Named(mention.evidence.words, rest, customer)
    ids = dict.fromkeys(filter(None, (found.customer_id, *found.candidates)))
    alike = [one for key in list(ids)[:MOST_ALIKE] if (one := customers.find(db, key))]
    return Named(mention.evidence.words, rest, None, tuple(alike))
