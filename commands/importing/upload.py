"""导入接口的后面: what POST /api/import does with a file, and what it answers."""

from functools import partial
from typing import Any

from commands.importing.kinds import KINDS
from commands.importing.outcome import Outcome, error_table
from commands.importing.own_mappings import mappings_for
from commands.importing.runner import Order, Taken, rehearse, run_import
from commands.importing.said import Said
from commands.sheets import Source
from commands.wiring import Refusal, Wired
from web.imports import Take, Upload

_WHO = "api"
_MOST_FAULTS = 100


def taker(wired: Wired) -> Take:
    """The function that web/ is given."""
    return partial(_take, wired)


def _take(wired: Wired, upload: Upload) -> tuple[int, dict[str, Any]]:
    kind = KINDS.get(upload.kind)
    if kind is None:
        return 404, {"error": f"没有 {upload.kind[:20]} 这一种；有 {'、'.join(KINDS)}"}
    hub = wired.hub
    try:
        mappings = mappings_for(wired.settings, kind, upload.mapping)
        policy = hub.policy()
        order = Order(kind, Source(upload.name, upload.data), mappings, _WHO, upload.key)
        order = Said(upload.account, upload.as_of).added(order, policy)
        act = rehearse if upload.key is None else run_import
        outcome = act(order, hub.database, policy, hub.now)
    except Taken as taken:
        return 409, {"error": str(taken)}
    except Refusal as refusal:
        return 422, {"error": str(refusal)}
    return 200, _answer(outcome)


def _answer(outcome: Outcome) -> dict[str, Any]:
    faults = [{"row": one.number, "column": one.column, "reason": one.reason} for one in outcome.faults[:_MOST_FAULTS]]
    return {
        "kind": outcome.kind,
        "rows": outcome.rows,
        "counts": outcome.counts,
        "fault_count": len(outcome.faults),
        "faults": faults,
        "error_file": error_table(outcome) if outcome.faults else None,
        "notes": list(outcome.notes),
        "is_rehearsal": outcome.is_rehearsal,
    }
