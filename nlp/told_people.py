"""客户方的人: everybody whom a record names, once, and which of his parts were said rather than go with his title."""

from domain.known_people import Told
from domain.lexicon import Lexicon
from domain.reading import Contact, Reading, Said, Stakeholder
from nlp.decision_parts import PARTS
from nlp.people import role_of_title


def told_people(record: Reading, lexicon: Lexicon) -> tuple[Told, ...]:
    """The people met and those of the 决策链, in the order of the record."""
    met = {said.value.name: said for said in record.contacts}
    chain = {said.value.name: said for said in record.decision_chain}
    return tuple(_told(name, met.get(name), chain.get(name), lexicon) for name in {**met, **chain})


def _told(name: str, met: Said[Contact] | None, part: Said[Stakeholder] | None, lexicon: Lexicon) -> Told:
    title = (met and met.value.title) or (part and part.value.title) or None
    role = met.value.role if met else None
    words = " ".join(said.evidence.words for said in (met, part) if said is not None)
    usual = role_of_title(title, name, lexicon)
    by_title = set()
    if role is not None and role == usual and role not in words and not _is_cued(role, words, lexicon):
        by_title.add("role")
    influence = part.value.influence if part else None
    if influence is not None and influence == lexicon.influence_of_role.get(usual or "") and not _decides(words):
        by_title.add("influence")
    concern = part.value.concern if part else None
    return Told(name, title, role, influence, concern, met is not None, part is not None, frozenset(by_title))


def _is_cued(role: str, words: str, lexicon: Lexicon) -> bool:
    return _decides(words) or any(cue in words for one in lexicon.roles if one.role == role for cue in one.cues)


def _decides(words: str) -> bool:
    return any(part.cue.search(words) for part in PARTS)
