"""三单: whoever asks sees which of the contracts that are his do not agree with money and delivery; nothing changes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.flows import receivable_scope
from bot.flows.receivable_scope import Unanswered, Whose
from bot.wording import papers as wording
from bot.wording.receivables import NONE_OF, data_until
from domain.dunning import is_fresh
from domain.messages import CardClick, Reply, Say, Utterance
from domain.papers import Dossier, Gap, Light, Seen, gaps, lights, worst
from domain.people import Firm
from domain.policy import Policy
from nlp.receivable_queries import Asked, ReceivableWish, receivable_wish
from storage import bank_data, conversations, members, papers
from storage.cards import IssuedCard
from storage.database import Db
from storage.papers import PaperGap

_MORE = "papers.more"
_FRESH_FOR = timedelta(hours=12)


@dataclass(frozen=True)
class Judged:
    """A contract with everything about it that does not agree."""

    dossier: Dossier
    gaps: tuple[Gap, ...]

    @property
    def light(self) -> Light:
        """The worst of its three."""
        return worst(self.gaps)


def on_utterance(said: Utterance, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    """“三单”, “华鼎 三单”, “更多三单”; None when the words ask for none of them."""
    wish = receivable_wish(said.text, now.astimezone(policy.calendar.zone).date())
    if wish is None or wish.asked is not Asked.PAPERS:
        return None
    skip = 0
    if wish.is_more:
        waiting = conversations.expected(db, said.member, now)
        if waiting is None or waiting.what != _MORE:
            return [Say(said.member, wording.LIST_FIRST)]
        shown, is_own, whose = waiting.ref.split("|", 2)
        skip, wish = int(shown), ReceivableWish(Asked.PAPERS, whose, is_own == "1", is_more=True)
    return _answer(said.member, wish, skip, db, policy, now)


def on_click(click: CardClick, card: IssuedCard, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """The button of the weekly card: how it is now."""
    return _answer(card.member, ReceivableWish(Asked.PAPERS), 0, db, policy, now) or []


def seen(db: Db, policy: Policy, now: datetime) -> Seen:
    """What can be relied on at this moment."""
    fresh = is_fresh(bank_data.as_of(db), policy.receivables, now)
    today = now.astimezone(policy.calendar.zone).date()
    return Seen(today, policy.receivables.papers.tolerance, fresh, papers.has_deliveries(db))


def judged(dossiers: Iterable[Dossier], known: Seen) -> list[Judged]:
    """Each with its gaps, the worst first, then by number."""
    found = [Judged(one, gaps(one, known)) for one in dossiers]
    return sorted(found, key=lambda one: (-one.light.value, one.dossier.number))


def _answer(member: str, wish: ReceivableWish, skip: int, db: Db, policy: Policy, now: datetime) -> list[Reply] | None:
    firm = members.firm(db, policy)
    whose = receivable_scope.whose(wish, member, firm, db, policy)
    if not isinstance(whose, Whose):
        return [Say(member, whose.words)] if isinstance(whose, Unanswered) else None
    known = seen(db, policy, now)
    found = judged(papers.dossiers(db, whose.scope, member), known)
    if not found:
        return [Say(member, _nothing_there(whose, wish))]
    if not whose.is_customer:
        counted = Counter(one.light for one in found)
        found = [one for one in found if one.gaps]
    shown = found[skip : skip + wording.MOST_LISTED]
    ref = f"{skip + len(shown)}|{wish.is_own:d}|{wish.whose}"
    conversations.expect(db, member, _MORE, ref, now + _FRESH_FOR)
    if wish.is_more and not shown:
        return [Say(member, wording.NO_MORE)]
    lines = [f"{whose.words}："] if whose.is_customer else [wording.counts(whose.words, counted)]
    if not found:
        lines.append(wording.ALL_GREEN)
    owed = {(gap.contract_id, gap.kind): gap for gap in papers.open_gaps(db)}
    for number, one in enumerate(shown, skip + 1):
        lines += _lines(number, one, owed, firm, known, whose.is_customer)
    if left := len(found) - skip - len(shown):
        lines.append(wording.more(left))
    if not known.has_deliveries:
        lines.append(wording.NO_DELIVERIES)
    lines.append(data_until(bank_data.as_of(db), policy.receivables.bank_age, now, policy.calendar.zone))
    return [Say(member, "\n".join(lines))]


def _lines(
    number: int, one: Judged, owed: Mapping[tuple[int, str], PaperGap], firm: Firm, known: Seen, in_full: bool
) -> Sequence[str]:
    lines = [wording.listed(number, one.dossier, lights(one.gaps), in_full)]
    if in_full:
        lines.append(wording.amounts(one.dossier))
    for gap in one.gaps:
        kept = owed.get((one.dossier.contract_id, gap.kind.kept_as.value))
        owner = firm.name_of(kept.owner) if kept and kept.owner else wording.NOBODY
        ending = wording.to_bring(owner, kept.due_on, known.today) if kept else ""
        lines.append(f"· {wording.gap(one.dossier, gap)}{ending}")
    return lines


def _nothing_there(whose: Whose, wish: ReceivableWish) -> str:
    if wish.whose:
        return NONE_OF.format(name=whose.words)
    return wording.NONE_YET if whose.scope.seen is None else wording.NONE_OF_HIS
