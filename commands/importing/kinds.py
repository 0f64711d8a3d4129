"""导入有哪些: every kind of list that can be imported, by its name."""

from commands.importing.bank import BANK
from commands.importing.contracts import CONTRACTS
from commands.importing.customers import CUSTOMERS
from commands.importing.deliveries import DELIVERIES
from commands.importing.kind import Kind

KINDS: dict[str, Kind] = {kind.name: kind for kind in (BANK, CONTRACTS, CUSTOMERS, DELIVERIES)}
