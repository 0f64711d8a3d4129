"""职位: departments and offices as they are said, before a name, behind it or alone."""

import re

from nlp.full_names import SURNAME
from nlp.name_words import ADDRESSES, FUNCTIONS, NO_OFFICE, TITLE_ADDRESSES, TITLES
from nlp.patterns import one_of

TITLED = re.compile(rf"(?:{one_of(FUNCTIONS)}|副)*(?:{one_of(TITLES)})(?!们|[A-Za-z])")
OFFICE = re.compile(rf"(?:{one_of(FUNCTIONS)}|副)*(?:{one_of(set(TITLES) - NO_OFFICE)})(?![A-Za-z])")
DEPARTMENT = re.compile(
    rf"[A-Z]{{2,3}}(?:部|科|中心)|(?:{one_of(FUNCTIONS)})+(?:部门|部|科|室|处|中心|车间|办公室|"
    rf"班组|组)?|[一-龥]{{1,2}}(?:车间|部|科)(?=的|(?!门)[一-龥])"
)
ADDRESSED = re.compile(rf"(?P<surname>{SURNAME})(?P<address>{one_of(ADDRESSES)})")
TITLE_AFTER = re.compile(
    rf"\s?[，,（(、]?\s?(?:(?:他|她)?(?:是|职位是?|职务是?|担任)[：:]?)?(?P<title>(?:{DEPARTMENT.pattern}"
    rf")?的?{TITLED.pattern})(?=[，。,）)；、\s]|$)"
)


TITLE_IN_BRACKETS = re.compile(
    rf"\s?[（(](?:他|她)?是?(?P<title>(?:{DEPARTMENT.pattern})?的?{TITLED.pattern})(?=[）)，,])"
)


def job_at(text: str, start: int) -> tuple[int, str | None]:
    """The end of the department and title that begin at `start`, and them joined (采购部的 → 采购部)."""
    position, parts = start, []
    for pattern in (TITLED, DEPARTMENT):
        match = pattern.match(text, start)
        if match and match.end() > position:
            position, parts = match.end(), [match[0]]
    if not parts:
        return start, None
    rest = re.match(r"(?:那边)?的?", text[position:])
    after = position + (rest.end() if rest else 0)
    more = TITLED.match(text, after)
    if more and not ADDRESSED.match(text, after) and parts[0] != more[0]:
        return more.end(), parts[0] + more[0]
    return position, parts[0]


def own_title(said: str, kind: str) -> str | None:
    """The title in a form of address (王经理 → 经理), if it is one (李总 → None)."""
    if kind != "addressed":
        return None
    address = next(a for a in sorted(TITLE_ADDRESSES | {""}, key=len, reverse=True) if said.endswith(a))
    return address or None


def joined(title: str | None, own: str | None) -> str | None:
    """采购部 + 经理 → 采购部经理; 运营经理 + 经理 → 运营经理."""
    if not title or not own:
        return title or own
    return title if title.endswith(own) else title + own
