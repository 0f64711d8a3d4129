"""交付单: what went to a customer under a contract, and whether he has accepted it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class DeliveryNote:
    """One delivery of a contract, under the number that whoever delivered gave it. `accepted_on`: 验收."""

    number: str
    amount: Decimal
    delivered_on: date | None = None
    accepted_on: date | None = None
    notes: dict[str, str] = field(default_factory=dict)
