"""三单的列: every contract with its three lights, what does not agree, and who brings what is missing by when."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from bot.flows.papers import judged, seen
from bot.wording import papers as wording
from commands.importing.customers import NAME, OWNER, REGION
from commands.wiring import load_settings
from domain.papers import Paper, lights
from domain.people import Firm
from domain.policy import Policy
from settings import Clock
from storage import papers
from storage.database import Db
from storage.papers import PaperGap
from storage.receivables import Scope

Table = tuple[Sequence[str], Iterator[Sequence[Any]]]

_HEADINGS = (
    "合同编号", NAME, REGION, "产品线", OWNER, "销售", "币种", "合同金额", "签订日期", "已收金额", "交付金额",
    "验收金额", "三单", "合同", "收款", "交付", "差异", "谁补", "补齐期限",
)  # fmt: skip


def paper_table(db: Db, firm: Firm, policy: Policy) -> Table:
    """One row for each contract, the red ones first; as it is at this moment."""
    known = seen(db, policy, Clock(load_settings().clock_file).now())
    owed: dict[int, list[PaperGap]] = defaultdict(list)
    for gap in papers.open_gaps(db):
        owed[gap.contract_id].append(gap)

    def rows() -> Iterator[Sequence[Any]]:
        for judgement in judged(papers.dossiers(db, Scope(seen=None)), known):
            one, triple = judgement.dossier, lights(judgement.gaps)
            kept = owed[one.contract_id]
            yield (
                one.number, one.customer_name, one.region, one.product_line, one.owner,
                firm.name_of(one.owner) if one.owner else None, one.currency, one.amount, one.signed_on, one.paid,
                one.delivered, one.accepted, wording.LIGHTS[judgement.light],
                *(wording.LIGHTS[triple[paper]] for paper in Paper),
                tuple(wording.gap(one, gap) for gap in judgement.gaps),
                tuple(firm.name_of(gap.owner) if gap.owner else wording.NOBODY for gap in kept),
                tuple(gap.due_on for gap in kept),
            )  # fmt: skip

    return _HEADINGS, rows()
