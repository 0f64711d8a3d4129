"""打码: names of customers and people, numbers and addresses replaced before a note leaves, and put back after."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.second_reading import Opinion
from nlp.customers import hits
from nlp.focus import main_customer
from nlp.full_names import SURNAME
from nlp.name_words import ADDRESSES
from nlp.names import named_people
from nlp.patterns import one_of
from nlp.places import TRADES
from nlp.vocabulary import Vocabulary

_NUMBER = re.compile(r"\d[\d\- ]{5,}\d")
_ADDRESS = re.compile(r"[\w.+-]*(?:@[\w.-]*)+|(?i:https?://)[^\s，。；]+", re.ASCII)
#: a company that nobody has listed yet
_COMPANY = re.compile(r"[一-龥A-Za-z0-9（）()]{2,20}?(?:有限公司|股份公司|分公司|集团|公司)")
#: “宏岳电子”, where a sentence or a visit may begin with it; better one word too many hidden than a customer told
_TRADER = re.compile(
    rf"(?:^|(?<=[，。；、：:\s去访在到约是叫跟和与给家找完]))(?P<name>[一-龥]{{2,4}}?(?:{one_of(TRADES)}){{1,3}})"
)
#: 芸姐, 小夏, 老方: hidden wherever they may be meant, also where nlp.names does not see a person
_NICKNAME = re.compile(rf"[小老阿]{SURNAME}(?=[，。、；：\s说讲负那这在也和跟给管]|$)|[一-龥](?:姐|哥|叔|嫂)(?![妹们])")
_OWN_TITLE = re.compile(rf"(?<=.)(?:{one_of(ADDRESSES)})$")


@dataclass(frozen=True)
class Masked:
    """`text` may leave; `names` are (placeholder, the words it stands for)."""

    text: str
    names: tuple[tuple[str, str], ...]

    def original(self, opinion: Opinion) -> Opinion:
        """The same claims in the words of the note."""
        return Opinion(
            tuple(
                replace(
                    claim,
                    parts={key: self._back(value) for key, value in claim.parts.items()},
                    words=self._back(claim.words),
                )
                for claim in opinion.claims
            )
        )

    def _back(self, words: str) -> str:
        for placeholder, name in self.names:
            words = words.replace(placeholder, name)
        return words


def masked(text: str, words: Vocabulary, known: Iterable[str] = ()) -> Masked | None:
    """The note with a placeholder for each name, the same for the same name; None when one could not be hidden.

    Hidden are mentions of known customers, what looks like a company, people as nlp.names finds them, `known` names
    wherever they stand, numbers of seven digits and more, mail addresses and links. Of 王经理 only 王 is hidden.
    """
    found = _found(text, words, [name for name in known if len(name) > 1])
    placeholders: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name, kind in found.items():
        counts[kind] = counts.get(kind, 0) + 1
        placeholders[name] = f"〈{kind}{counts[kind]}〉"
    if not placeholders:
        return Masked(text, ())
    titles = {name: title[0] for name in placeholders if found[name] == "人" and (title := _OWN_TITLE.search(name))}
    pattern = re.compile("|".join(re.escape(name) for name in sorted(placeholders, key=len, reverse=True)))
    hidden = pattern.sub(lambda match: placeholders[match[0]] + titles.get(match[0], ""), text)
    if any(name in hidden for name in placeholders) or "@" in hidden:
        return None
    back = ((mark, name.removesuffix(titles.get(name, ""))) for name, mark in placeholders.items())
    return Masked(hidden, tuple(back))


def _found(text: str, words: Vocabulary, known: list[str]) -> dict[str, str]:
    """Every name as it stands in the note, with its kind."""
    customer, _ = main_customer(text, words.customers)
    companies = [text[hit.start : hit.end] for hit in hits(text, words.customers, believed=2)]
    companies += [customer.evidence.words] if customer is not None else []
    companies += [match[0] for match in _COMPANY.finditer(text)]
    companies += [match["name"] for match in _TRADER.finditer(text)]
    people = [text[one.start : one.end] for one in named_people(text) if one.kind != "office"]
    people += [match[0] for match in _NICKNAME.finditer(text)]
    people += [name for name in known if name in text]
    addresses = [match[0] for match in _ADDRESS.finditer(text)]
    numbers = [match[0] for match in _NUMBER.finditer(_ADDRESS.sub("。", text))]  # none reaches into an address
    kinds = (("址", addresses), ("号", numbers), ("客户", companies), ("人", people))
    return {name: kind for kind, names in reversed(kinds) for name in names if name}
