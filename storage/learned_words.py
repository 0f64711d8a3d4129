"""学来的说法: proposed by people, in force once accepted, in every process with its next message."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Row, select, update

from domain.learned_word import Kind, LearnedWord, State, in_force
from domain.lexicon import Lexicon
from storage.database import Db, insert_once
from storage.tables import learned_words, revisions

#: the row of `revisions` that grows when words of a kind come into force or go out of it
REVISION = {Kind.TAG: "lexicon", Kind.CUSTOMER: "customers"}

_cached: dict[tuple[str, str], tuple[int, Lexicon]] = {}  # by database and version of the file
_cache_lock = Lock()


def propose(
    db: Db, kind: Kind, target: str, words: str, who: str, visit_id: int | None, now: datetime
) -> LearnedWord:  # fmt: skip
    """Keep a proposal; the same one again is only counted, whatever was decided of it. One taken back begins anew."""
    values = {
        "kind": kind.value, "target": target, "words": words, "state": State.PROPOSED.value, "times": 0,
        "visit_id": visit_id, "proposed_by": who, "proposed_at": now,
    }  # fmt: skip
    insert_once(db, learned_words, values, unique=["kind", "target", "words"])
    same = (learned_words.c.kind == kind.value, learned_words.c.target == target, learned_words.c.words == words)
    anew = {"state": State.PROPOSED.value, "proposed_by": who, "proposed_at": now}
    db.execute(update(learned_words).where(*same, learned_words.c.state == State.WITHDRAWN.value).values(anew))
    row = db.execute(
        update(learned_words)
        .where(*same)
        .values(times=learned_words.c.times + 1, visit_id=visit_id or learned_words.c.visit_id)
        .returning(learned_words)
    ).one()
    return _word(row)


def decide(db: Db, word: LearnedWord, state: State, who: str, now: datetime) -> LearnedWord | None:
    """The word in its new state; back to PROPOSED undoes a decision. None when somebody else was first."""
    is_undone = state is State.PROPOSED
    decided = replace(word, state=state, decided_by=None if is_undone else who, decided_at=None if is_undone else now)
    changed = db.execute(
        update(learned_words)
        .where(learned_words.c.id == word.id, learned_words.c.state == word.state.value)
        .values(state=state.value, decided_by=decided.decided_by, decided_at=decided.decided_at)
    )
    if changed.rowcount != 1 or state is word.state:
        return None
    if State.ACCEPTED in (state, word.state):
        _grow(db, REVISION[word.kind])
    return decided


def withdraw(db: Db, word: LearnedWord) -> LearnedWord | None:
    """The word as proposed once less; WITHDRAWN when nobody else proposed it. None when it is decided already."""
    state = State.PROPOSED if word.times > 1 else State.WITHDRAWN
    row = db.execute(
        update(learned_words)
        .where(learned_words.c.id == word.id, learned_words.c.state == State.PROPOSED.value)
        .values(times=learned_words.c.times - 1, state=state.value)
        .returning(learned_words)
    ).first()
    return None if row is None else _word(row)


def get(db: Db, word_id: int) -> LearnedWord | None:
    """The word with that number."""
    row = db.execute(select(learned_words).where(learned_words.c.id == word_id)).first()
    return None if row is None else _word(row)


def those(db: Db, states: Iterable[State], most: int) -> list[LearnedWord]:
    """The words in these states: the most often proposed first, of those the oldest first."""
    rows = db.execute(
        select(learned_words)
        .where(learned_words.c.state.in_([state.value for state in states]))
        .order_by(learned_words.c.times.desc(), learned_words.c.id)
        .limit(most)
    )
    return [_word(row) for row in rows]


def accepted(db: Db, kind: Kind) -> dict[str, tuple[str, ...]]:
    """What is in force: target → words."""
    rows = db.execute(
        select(learned_words.c.target, learned_words.c.words)
        .where(learned_words.c.state == State.ACCEPTED.value, learned_words.c.kind == kind.value)
        .order_by(learned_words.c.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for target, words in rows:
        found[target] = (*found.get(target, ()), words)
    return found


def lexicon(db: Db, base: Lexicon) -> Lexicon:
    """`base` with the accepted words of its tags. The same object as long as nothing changed."""
    name = REVISION[Kind.TAG]
    revision = db.execute(select(revisions.c.revision).where(revisions.c.name == name)).scalar() or 0
    key = (str(db.engine.url), base.version)
    with _cache_lock:
        cached = _cached.get(key)
        if cached is None or cached[0] != revision:
            cached = revision, in_force(base, accepted(db, Kind.TAG))
            _cached.clear()
            _cached[key] = cached
        return cached[1]


def _grow(db: Db, name: str) -> None:
    insert_once(db, revisions, {"name": name, "revision": 0}, unique=["name"])
    db.execute(update(revisions).where(revisions.c.name == name).values(revision=revisions.c.revision + 1))


def _word(row: Row[Any]) -> LearnedWord:
    return LearnedWord(
        id=row.id, kind=Kind(row.kind), target=row.target, words=row.words, state=State(row.state), times=row.times,
        visit_id=row.visit_id, proposed_by=row.proposed_by, proposed_at=row.proposed_at,
        decided_by=row.decided_by, decided_at=row.decided_at,
    )  # fmt: skip
