"""The confirmed visits of a customer: those that somebody stands by, up to a day, oldest first."""

from datetime import UTC, date, datetime, timedelta

from domain.reading import CustomerMention, Evidence, Reading, Said
from domain.visit import VisitUtterance
from storage import customer_visits, visits
from storage.database import Db, open_database
from storage.visits import State, Visit

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
ON = date(2026, 3, 2)


def told(db: Db, customer_id: str | None, day: int, state: State) -> Visit:
    visit = visits.open_new(db, "zhangsan", NOW, "v", NOW)
    mention = CustomerMention("华鼎", customer_id)
    reading = Reading(customer=Said(mention, Evidence(0, 2, "华鼎")))
    visit = visits.add_utterance(db, visit, VisitUtterance(NOW + timedelta(minutes=day), "华鼎", reading))
    if state is not State.OPEN:
        visit = visits.submit(db, visit, ON.replace(day=day), NOW)
    return visits.move_to(db, visit, state)


def test_only_what_was_confirmed_and_not_given_back(database_url: str) -> None:
    database = open_database(database_url)
    with database.writing() as db:
        late, early = told(db, "C1", 5, State.APPROVED), told(db, "C1", 3, State.SUBMITTED)
        again = told(db, "C1", 5, State.SUBMITTED)
        for state in (State.OPEN, State.DISCARDED, State.JOINED):
            told(db, "C1", 4, state)
        told(db, "C2", 4, State.APPROVED)
        new = told(db, None, 4, State.SUBMITTED)
        visits.keep_customer(db, new, "N8")
        found = customer_visits.confirmed(db, "C1", ON.replace(day=9))
        before = customer_visits.confirmed(db, "C1", ON.replace(day=5), before=again.id)
        of_new = customer_visits.confirmed(db, "N8", ON.replace(day=9))
    database.close()
    assert [one.id for one in found] == [early.id, late.id, again.id]
    assert [one.id for one in before] == [early.id, late.id]
    assert [one.id for one in of_new] == [new.id]
    assert found[0].record == early.record
    assert (found[0].member, found[0].visited_on) == ("zhangsan", ON.replace(day=3))
