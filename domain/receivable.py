"""应收: one open item: who owes how much by when, and what reminders of it need to know of its contract."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.contract import Instalment
from domain.people import Firm, Role


@dataclass(frozen=True)
class Receivable:
    """An instalment with its contract's facts. `of` counts the contract's instalments, `total` is its amount.

    `contacted_at`: when somebody last said that he had spoken with the customer about it.
    """

    instalment: Instalment
    contract_number: str
    customer_name: str
    owner: str | None
    currency: str
    total: Decimal
    of: int
    contacted_at: datetime | None = None
    disputed_at: datetime | None = None

    @property
    def id(self) -> int:
        """That of the instalment."""
        return self.instalment.id

    @property
    def responsible(self) -> str | None:
        """逾期责任人: who has to see to it."""
        return self.instalment.responsible or self.owner


def may_see(viewer: str, one: Receivable, firm: Firm) -> bool:
    """Whether `viewer` may know of it and act on it: owner, 责任人, whoever may see theirs; else whoever sees all."""
    theirs = {who for who in (one.owner, one.instalment.responsible) if who}
    sees_all = any(firm.has_role(viewer, role) for role in (Role.FINANCE, Role.LEGAL, Role.ADMIN))
    return any(firm.can_see(viewer, who) for who in theirs) or (sees_all and firm.person(viewer) is not None)


def may_solve(viewer: str, one: Receivable, firm: Firm) -> bool:
    """Whether `viewer` may end a dispute: somebody above the 责任人, his director or finance; he himself only when
    there is nobody above him."""
    who = one.responsible
    if who is None or firm.has_role(viewer, Role.FINANCE) or firm.leads(viewer, who):
        return firm.person(viewer) is not None and may_see(viewer, one, firm)
    director = firm.director_of(who)
    if director is not None and director.userid == viewer.lower():
        return True
    return viewer.lower() == who.lower() and firm.leader_of(who) is None and director is None
