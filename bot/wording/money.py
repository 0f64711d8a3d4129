"""Amounts of money as people read them."""

from decimal import Decimal

from domain.contract import YUAN

#: how the currencies that our customers pay in are said; others stand before the figure by their letters
_UNITS = {YUAN: "元"}


def yuan(amount: Decimal, currency: str = YUAN) -> str:
    """“30,000 元”, “30,000.50 元”, “USD 30,000”: two places unless they are .00."""
    figure = f"{amount:,.2f}".removesuffix(".00")
    unit = _UNITS.get(currency)
    return f"{figure} {unit}" if unit else f"{currency} {figure}"
