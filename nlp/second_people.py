"""证据关（人）: people whom only the second reader saw, and what it says of those whom the rules saw too."""

import re

from domain.reading import Contact, Said, Stakeholder
from domain.second_reading import Claim
from nlp.full_names import SURNAME
from nlp.name_words import (
    ADDRESSES,
    DOUBLE_SURNAMES,
    NOT_ADDRESSED,
    NOT_FAMILIAR,
    NOT_FULL,
    SINGLE_SURNAMES,
    UNLIKELY_FIRST,
)
from nlp.names import named_people
from nlp.patterns import one_of
from nlp.people import role_of_title
from nlp.second_gate import Ground
from nlp.segmentation import is_word

_ADDRESSED = re.compile(rf"{SURNAME}(?:{one_of(ADDRESSES)})")
_FAMILIAR = re.compile(rf"[老小]{SURNAME}(?:总|工|姐|哥)?|阿[一-龥]")
_FULL = re.compile(rf"(?:{'|'.join(DOUBLE_SURNAMES)}|[{SINGLE_SURNAMES}])[一-龥]{{1,2}}")
_TITLE = re.compile(r"[一-龥A-Za-z]{2,12}")
_CUES = {
    "高": re.compile(r"拍板|说了算|说的算|定夺|做主|拿主意|点头|一票否决|签字|他定|她定|决定|批|影响力.{0,2}[高大]"),
    "中": re.compile(r"评估|评审|审核|把关|选型|推荐|牵头|初审|参与|比价|压价|影响力.{0,2}(?:中|一般)"),
    "低": re.compile(r"使用|操作|提(?:点|个)?(?:意见|建议|需求)|影响力.{0,2}[低小]"),
}
_DENIED = re.compile(r"[不没未][^，。；]{0,3}$")


def could_be_name(said: str) -> bool:
    """Whether this is how people are called: 王经理, 小方, 施一帆."""
    if _ADDRESSED.fullmatch(said):
        return said not in NOT_ADDRESSED
    if _FAMILIAR.fullmatch(said):
        return said[:2] not in NOT_FAMILIAR and not is_word(said)
    if not _FULL.fullmatch(said) or said in NOT_FULL or said[:2] in NOT_FULL:
        return False
    return not is_word(said) and said[0] not in UNLIKELY_FIRST


def contact(claim: Claim, at: Ground) -> Said[Contact] | None:
    """见了谁: a name of the note; nobody whom the rules hold for a colleague, and not one who is only to be met."""
    name = claim.parts.get("name", "")
    for start, end in at.places(claim.words):
        if _is_theirs(name, start, end, at) and at.is_so(start, end):
            title = _title(claim, start, end, at)
            role = _role(claim.parts.get("role"), title or _rules_title(name, at), name, at.text[start:end], at)
            return Said(Contact(name, title, role), at.evidence(start, end))
    return None


def stakeholder(claim: Claim, at: Ground) -> Said[Stakeholder] | None:
    """决策链: a name of the note with a weight that its words give, or a concern in the words of the note."""
    name, concern = claim.parts.get("name", ""), claim.parts.get("concern", "")
    for start, end in at.places(claim.words):
        if not _is_theirs(name, start, end, at):
            continue
        words = at.text[start:end]
        influence = claim.parts.get("influence", "")
        cue = _CUES[influence].search(words) if influence in _CUES else None
        level = influence if cue is not None and not _DENIED.search(words[: cue.start()]) else None
        worry = concern if 2 <= len(concern) <= 40 and concern in words and concern not in name else None
        if level or worry:
            return Said(Stakeholder(name, _title(claim, start, end, at), level, worry), at.evidence(start, end))
    return None


def _is_theirs(name: str, start: int, end: int, at: Ground) -> bool:
    """Whether the name stands there and is one; whom the rules saw and left out (a colleague, taken back) is not."""
    if name not in at.text[start:end] or not could_be_name(name):
        return False
    if any(person.name == name for person in at.persons):
        return True
    place = at.text.find(name, start, end)
    return not any(one.start < place + len(name) and place < one.end for one in named_people(at.text))


def _title(claim: Claim, start: int, end: int, at: Ground) -> str | None:
    title = claim.parts.get("title", "")
    return title if _TITLE.fullmatch(title) and title in at.text[start:end] else None


def _rules_title(name: str, at: Ground) -> str | None:
    return next((person.title for person in at.persons if person.name == name), None)


def _role(said: str | None, title: str | None, name: str, words: str, at: Ground) -> str | None:
    """The role if a title or a cue of the lexicon gives it too."""
    if said is None:
        return None
    cues = next((one.cues for one in at.words.lexicon.roles if one.role == said), ())
    found = re.search(one_of(cues) or "$^", words)
    if found is not None and not _DENIED.search(words[: found.start()]):
        return said
    return said if said == role_of_title(title, name, at.words.lexicon) else None
