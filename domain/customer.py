"""客户: the companies we sell to, as far as reading a note needs them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Customer:
    """`name` is the full registered name; `short` are the names people use for it."""

    id: str
    name: str
    short: tuple[str, ...] = ()
    industry: str = ""
    city: str = ""
    owner: str | None = None


@dataclass(frozen=True, eq=False)
class CustomerBook:
    """All known customers at one version. Two books are the same when their versions are."""

    version: str
    customers: tuple[Customer, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CustomerBook) and other.version == self.version

    def __hash__(self) -> int:
        return hash(self.version)
