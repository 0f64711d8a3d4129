"""随文件说的: what is said with a bank statement: whose it is, and until when it says everything."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from commands.importing.cells import Wrong, identifier, moment
from commands.importing.runner import Order
from commands.wiring import Refusal
from domain.policy import Policy

_BANK = "bank"


@dataclass(frozen=True)
class Said:
    """As it was typed; None where nothing was said."""

    account: str | None = None
    as_of: str | None = None

    def added(self, order: Order, policy: Policy) -> Order:
        """The order with it; Refusal for other lists, or when it is no account or no time."""
        if order.kind.name != _BANK and (self.account or self.as_of):
            raise Refusal("--account 和 --as-of 只用于银行流水（bank）。")
        number = identifier(self.account or "", 40)
        if isinstance(number, Wrong):
            raise Refusal(f"--account {number.reason}")
        return replace(order, account=number, as_of=self._instant(policy))

    def _instant(self, policy: Policy) -> datetime | None:
        if not self.as_of:
            return None
        found = moment(self.as_of.replace("T", " "))
        if not isinstance(found, tuple):
            raise Refusal(f"--as-of 要写时间，如 2026-11-23T17:30，现在是 {self.as_of[:30]}")
        on, at = found
        return datetime.combine(on, at or time(23, 59, 59), policy.calendar.zone).astimezone(UTC)


NOTHING_SAID = Said()
