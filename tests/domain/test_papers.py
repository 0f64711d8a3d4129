"""三单匹配: which contracts are green, amber and red, and why; and the days on which the weekly look comes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contract import Milestone
from domain.delivery_note import DeliveryNote
from domain.papers import Dossier, Gap, GapKind, Light, Line, Paper, Seen, gaps, lights, worst
from domain.recurring import daily, weekly

TODAY = date(2026, 11, 23)
PAST, FUTURE = date(2026, 11, 11), date(2026, 12, 11)
SIGNED = date(2026, 9, 1)
SEEN = Seen(TODAY)


def line(
    nth: int, amount: int, paid: int = 0, label: str = "款", due_on: date | None = PAST, **further: object
) -> Line:
    return Line(nth, label, Decimal(amount), Decimal(paid), paid < amount, due_on, **further)  # type: ignore[arg-type]


def dossier(*parts: Line | DeliveryNote, amount: int = 100, signed_on: date | None = SIGNED) -> Dossier:
    lines = tuple(part for part in parts if isinstance(part, Line))
    notes = tuple(part for part in parts if isinstance(part, DeliveryNote))
    return Dossier(1, "HT-001", "苏州华鼎", Decimal(amount), signed_on, lines=lines, notes=notes)


def goods(amount: int, accepted_on: date | None = PAST) -> DeliveryNote:
    return DeliveryNote("JF-1", Decimal(amount), PAST, accepted_on)


PREPAID = line(1, 30, 30, "预付款")


@pytest.mark.parametrize(
    ("one", "kinds"),
    [
        # all is well
        (dossier(line(1, 100, due_on=FUTURE)), []),
        (dossier(line(1, 100, due_on=TODAY)), []),
        (dossier(line(1, 100, due_on=None, waits_for=Milestone.DELIVERED)), []),
        (dossier(PREPAID, line(2, 70, due_on=FUTURE)), []),
        (dossier(PREPAID, line(2, 70, 70), goods(100)), []),
        (dossier(PREPAID, line(2, 40, 40), line(3, 30, due_on=FUTURE), goods(40)), []),
        (dossier(PREPAID, line(2, 70, due_on=FUTURE), goods(100)), []),
        (dossier(line(1, 30, 30, waits_for=Milestone.SIGNED), line(2, 70, due_on=FUTURE)), []),
        # contract
        (dossier(line(1, 100, due_on=FUTURE), signed_on=None), [GapKind.NOT_SIGNED_YET]),
        (dossier(PREPAID, line(2, 70, due_on=FUTURE), signed_on=None), [GapKind.UNSIGNED]),
        (dossier(line(1, 100, due_on=FUTURE), goods(10), signed_on=None), [GapKind.UNSIGNED]),
        (dossier(line(1, 90, due_on=FUTURE)), [GapKind.PLAN_DIFFERS]),
        (dossier(), [GapKind.PLAN_DIFFERS]),
        (dossier(line(1, 100, due_on=FUTURE), goods(120)), [GapKind.BEYOND_CONTRACT]),
        # payment
        (dossier(line(1, 100), goods(100)), [GapKind.OVERDUE]),
        (dossier(line(1, 100, 20), goods(100)), [GapKind.OVERDUE]),
        (dossier(line(1, 100, promised_on=TODAY)), [GapKind.PAUSED]),
        (dossier(line(1, 100, promised_on=PAST)), [GapKind.OVERDUE]),
        (dossier(line(1, 100, is_disputed=True)), [GapKind.PAUSED]),
        (dossier(line(1, 60), line(2, 40, promised_on=FUTURE)), [GapKind.OVERDUE, GapKind.PAUSED]),
        (dossier(line(1, 100, 120), goods(100)), [GapKind.OVERPAID, GapKind.UNDELIVERED]),
        # delivery
        (dossier(PREPAID, line(2, 40, 40), line(3, 30, due_on=FUTURE), goods(30)), [GapKind.UNDELIVERED]),
        (dossier(PREPAID, line(2, 70, 70), goods(70)), [GapKind.UNDELIVERED]),
        (
            dossier(PREPAID, line(2, 70, due_on=None, waits_for=Milestone.ACCEPTED), goods(100, None)),
            [GapKind.UNACCEPTED],
        ),
        (dossier(PREPAID, line(2, 70, due_on=FUTURE), goods(100, None)), []),
        # everything at once, contract first
        (
            dossier(line(1, 50, 50), line(2, 40), signed_on=None),
            [GapKind.UNSIGNED, GapKind.PLAN_DIFFERS, GapKind.OVERDUE, GapKind.UNDELIVERED],
        ),
    ],
)
def test_what_does_not_agree(one: Dossier, kinds: list[GapKind]) -> None:
    assert [gap.kind for gap in gaps(one, SEEN)] == kinds


def test_a_gap_says_how_much_of_what_since_when() -> None:
    one = dossier(PREPAID, replace(line(2, 40, 10), responsible="zhaoliu"), line(3, 30), goods(100))
    assert gaps(one, SEEN) == (
        Gap(GapKind.OVERDUE, Decimal(30), 2, "款", 12, further=1, responsible="zhaoliu"),
    )  # fmt: skip


def test_old_bank_data_and_no_delivery_data_make_nobody_red() -> None:
    one = dossier(line(1, 60, 60), line(2, 40))
    assert [gap.kind for gap in gaps(one, SEEN)] == [GapKind.OVERDUE, GapKind.UNDELIVERED]
    blind = replace(SEEN, bank_is_fresh=False, has_deliveries=False)
    found = gaps(one, blind)
    assert [gap.kind for gap in found] == [GapKind.NOT_KNOWN_PAID, GapKind.NOT_KNOWN_DELIVERED]
    assert worst(found) is Light.AMBER
    assert not any(gap.kind.is_to_bring for gap in found)
    assert [gap.kind.kept_as for gap in found] == [GapKind.OVERDUE, GapKind.UNDELIVERED]


@pytest.mark.parametrize(("owed", "is_red"), [("5.00", False), ("5.01", True)])
def test_a_difference_within_the_tolerance_is_none(owed: str, is_red: bool) -> None:
    one = dossier(replace(line(1, 100), allocated=Decimal(100) - Decimal(owed)), goods(100))
    assert bool(gaps(one, replace(SEEN, tolerance=Decimal("5.00")))) is is_red


def test_the_triple_is_the_worst_of_each_paper() -> None:
    found = gaps(dossier(line(1, 50, 50), line(2, 50), signed_on=None), SEEN)
    assert lights(found) == {Paper.CONTRACT: Light.RED, Paper.PAYMENT: Light.RED, Paper.DELIVERY: Light.RED}
    assert lights(()) == dict.fromkeys(Paper, Light.GREEN)
    assert worst(()) is Light.GREEN


_AMOUNTS = st.integers(0, 200)
_DAYS = st.sampled_from([PAST, TODAY, FUTURE, None])


@given(
    lines=st.lists(st.tuples(st.integers(1, 200), _AMOUNTS, _DAYS, st.sampled_from(["预付款", "尾款"])), max_size=4),
    sent=st.lists(st.tuples(_AMOUNTS, st.booleans()), max_size=3),
    amount=_AMOUNTS,
    is_signed=st.booleans(),
)
def test_every_contract_has_a_state_and_each_kind_once(
    lines: list[tuple[int, int, date | None, str]], sent: list[tuple[int, bool]], amount: int, is_signed: bool
) -> None:
    parts: list[Line | DeliveryNote] = [line(n, a, p, label, due) for n, (a, p, due, label) in enumerate(lines, 1)]
    parts += [goods(one, PAST if accepted else None) for one, accepted in sent]
    found = gaps(dossier(*parts, amount=amount, signed_on=SIGNED if is_signed else None), SEEN)
    kinds = [gap.kind for gap in found]
    assert len(set(kinds)) == len(kinds)
    assert set(lights(found)) == set(Paper)
    assert (worst(found) is Light.GREEN) == (not found)
    # an instalment that must have come and has not makes the money red, whatever else is so
    assert (GapKind.OVERDUE in kinds) == any(p < a and due == PAST for a, p, due, _ in lines)


CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "day", "week", "at"),
    [
        ("2026-11-23T00:59", "2026-11-23", "2026-W48", "2026-11-23T01:00"),
        ("2026-11-23T01:00", "2026-11-24", "2026-W49", "2026-11-30T01:00"),
        ("2026-12-31T02:00", "2027-01-01", "2027-W01", "2027-01-04T01:00"),
    ],
)
def test_what_recurs_is_next_at_its_hour(now: str, day: str, week: str, at: str) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert daily("ends", time(9), instant, CHINA).key == f"ends:{day}"
    coming = weekly("papers", 0, time(9), instant, CHINA)
    assert (coming.key, coming.due_at) == (f"papers:{week}", datetime.fromisoformat(at).replace(tzinfo=UTC))
