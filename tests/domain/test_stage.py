"""动作流的阶段: what moves a customer on."""

from decimal import Decimal

from domain.approval_policy import Comparison, Condition
from domain.reading import Competitor, Evidence, PainPoint, Reading, Said, Stakeholder
from domain.stage import Event, Known, StageRule, known_of, standing

HERE = Evidence(0, 1, "…")
PAINS = Condition("pain_points", Comparison.AT_LEAST, Decimal(2))
CHAIN = Condition("decision_chain", Comparison.AT_LEAST, Decimal("0.8"))
STAGES = (
    StageRule("线索", "owner", Event.VISIT_APPROVED, "见面"),
    StageRule("需求诊断", "owner", Event.PAIN_POINTS_KNOWN, "瓶颈", (PAINS, CHAIN)),
    StageRule("方案报价", "leader", Event.COMPETITOR_KNOWN, "方案"),
)
FULL = Stakeholder("李总", "副总", "高", "风险")
PART = Stakeholder("王工")


def _record(*pains: str, brand: str = "") -> Reading:
    competitor = Said(Competitor(brand), HERE) if brand else None
    return Reading(pain_points=tuple(Said(PainPoint(None, pain), HERE) for pain in pains), competitor=competitor)


def _course(*records: Reading, chains: tuple[tuple[Stakeholder, ...], ...]) -> list[Known]:
    return [known_of(records[: n + 1], chain) for n, chain in enumerate(chains)]


def test_nothing_happened() -> None:
    assert standing(STAGES, []).at == -1
    assert standing((), _course(_record("断货"), chains=((),))).at == -1


def test_the_next_trigger_alone_is_not_enough() -> None:
    first, second = _record("断货"), _record("报价慢", brand="用友")
    assert standing(STAGES, _course(first, chains=((FULL,),))).at == 1
    stands = standing(STAGES, _course(first, second, chains=((FULL,), (FULL, PART))))
    assert stands.at == 1
    assert stands.open_checks(STAGES[1]) == (CHAIN,)
    assert standing(STAGES, _course(first, second, chains=((FULL,), (FULL,)))).at == 2


def test_a_stage_once_reached_is_not_lost() -> None:
    records = (_record("断货", "报价慢"), _record(brand="用友"), _record())
    assert standing(STAGES, _course(*records, chains=((FULL,), (FULL,), (FULL, PART, PART)))).at == 2


def test_several_stages_at_once() -> None:
    assert standing(STAGES, _course(_record("断货", "报价慢", brand="用友"), chains=((FULL,),))).at == 2
