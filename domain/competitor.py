"""竞品: known fault cases of competitors' products, and those that fit a visit (B6, B7)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FaultCase:
    """常见故障案例: `model` None means every product of the brand; `source` says who reported it."""

    brand: str
    model: str | None
    fault: str
    on: date
    source: str


def fitting_cases(cases: tuple[FaultCase, ...], brand: str, model: str | None) -> tuple[FaultCase, ...]:
    """The cases of that brand and model, newest first; without a model, all of the brand."""
    wanted = _plain(model)
    fits = [
        case
        for case in cases
        if _plain(case.brand) == _plain(brand) and (not wanted or case.model is None or _plain(case.model) == wanted)
    ]
    return tuple(sorted(fits, key=lambda case: case.on, reverse=True))


def _plain(name: str | None) -> str:
    return "".join((name or "").split()).casefold().replace("-", "")
