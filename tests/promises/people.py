"""What tests of the promises say and look for on people's phones."""

from datetime import timedelta

from simulator.player import Play
from simulator.records import CardState
from storage import inbox, outbox

#: a whole visit in one message: nothing is missing, so that the draft can be confirmed at once
WHOLE_VISIT = (
    "苏州华鼎汽配，今天下午上门拜访，见了采购部的王经理，他是影响者，他担心影响月底结账。他们现在用的是用友U8。"
    "库存周转特别慢，报价响应要两天以上，还有交付老是延期。最后拍板的是生产副总李总，影响力高，他比较担心切换风险。"
    "下周三之前，我给他出个驻场支持的方案。"
)


def told(stage: Play, member: str) -> list[str]:
    """The words the app said to a member, oldest first."""
    return [
        str(shown.body["content"])
        for shown in stage.world.chat(member)
        if shown.side == "app" and shown.kind in ("text", "markdown")
    ]


def cards_of(stage: Play, member: str) -> list[CardState]:
    """The member's cards, oldest first."""
    return [shown.card for shown in stage.world.chat(member) if shown.card is not None]


def titles(stage: Play, member: str) -> list[str]:
    """The titles of the member's cards, oldest first."""
    return [card.card["main_title"]["title"] for card in cards_of(stage, member)]


def submit(stage: Play, member: str) -> None:
    """The member tells of a visit and confirms the draft."""
    stage.say(member, WHOLE_VISIT)
    stage.tap(member, "确认")


def is_open(stage: Play) -> bool:
    """Whether anything waits to be worked off or sent."""
    with stage.hub.database.reading() as db:
        return inbox.backlog(db)[0] > 0 or outbox.backlog(db)[0] > 0


def let_all_pass(stage: Play, most: timedelta = timedelta(hours=12)) -> None:
    """Let time pass, in longer and longer steps, until nothing is left to do."""
    step, passed = timedelta(seconds=10), timedelta()
    while is_open(stage):
        assert passed < most, f"something is left after {passed}"
        stage.wait(step)
        passed += step
        step = min(step * 1.5, timedelta(minutes=20))
