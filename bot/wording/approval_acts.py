"""审批的办法: every sentence and card about 退回, 转交, 加签, 撤回, 催办 and 评论."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.wording import moments
from domain.approval_course import Unfit
from domain.approval_subject import Shown
from domain.messages import Button, Card, Row
from domain.people import Person
from nlp.approval_orders import Act

PICK_APPROVAL, PICK_PERSON = "approval.", "person."

REASSIGNED = "好的，已转给 {who}。"
ADDED_BEFORE = "好的，先请 {who} 看，之后再到您这里。"
ADDED_AFTER = "好的，您同意之后再请 {who} 看。"
NUDGED = "已提醒 {who}。"
NUDGED_LATELY = "4 小时内已经提醒过 {who}，请再等等。"
COMMENTED = "已转达给 {who}。"
NOT_INVOLVED = "{this}与您无关，没有转达。"
ENDED = "{this}已经审完，没有转达。"
UNFIT = {
    Unfit.REQUESTER: "{who} 是申请人，不能审批自己的申请，没有改动。",
    Unfit.HIMSELF: "这就是您自己，没有改动。",
    Unfit.ASKED: "{who} 已经在审了，没有改动。",
    Unfit.GONE: "{who} 已不在通讯录里，没有改动。",
}
NOBODY = "没有找到“{words}”这位同事，请说全名。不用了就说“取消”。"
WHO = {
    Act.REASSIGN: "转给谁？请说他的名字。不转了就说“取消”。",
    Act.ADD_BEFORE: "先请谁看？请说他的名字，他看完再到您这里。不用了就说“取消”。",
    Act.ADD_AFTER: "您同意之后再请谁看？请说他的名字。不用了就说“取消”。",
}
WHAT = {
    Act.RETURN: "请说一下要怎么改，打字或语音都行，会退回给申请人。不退了就说“取消”。",
    Act.COMMENT: "请说要转达的话，申请人和各位审批人都会看到。不用了就说“取消”。",
    Act.REJECT: "请说一下驳回的原因，打字或语音都行。不驳回了就说“取消”。",
}
LEFT = "好的，没有改动。"
CHOICE_LEFT = "已取消，没有改动"
NOTHING_WAITS = "现在没有等您审批的申请。"
NOTHING_PENDING = {Act.WITHDRAW: "您没有正在审批的申请可以撤回。", Act.NUDGE: "您没有正在审批的申请可以催。"}
_MORE = (
    (Act.RETURN, "退回修改"), (Act.REASSIGN, "转交"), (Act.ADD_BEFORE, "前加签"), (Act.ADD_AFTER, "后加签"),
    (Act.COMMENT, "评论"),
)  # fmt: skip
_ACTS = dict(_MORE) | {Act.AGREE: "同意", Act.REJECT: "驳回", Act.WITHDRAW: "撤回", Act.NUDGE: "催办"}
MOST_BUTTONS = 6


def told(words: str, what: str) -> str:
    """News to the requester."""
    return f"{words}：{what}"


def reassigned(who: str, to: str, at: datetime, zone: ZoneInfo) -> str:
    """“李经理 已转交 钱经理 10:32”."""
    return f"{who} 已转交 {to} {moments.clock_time(at, zone)}"


def added(who: str, to: str, is_before: bool, at: datetime, zone: ZoneInfo) -> str:
    """“李经理 请 孙会计 先看 10:32”."""
    return f"{who} 请 {to} {'先看' if is_before else '随后再看'} {moments.clock_time(at, zone)}"


def nudged_title(requester: str, noun: str) -> str:
    """The title of the card that follows 催办."""
    return f"催办：{requester}的{noun}待审"


def commented(who: str, requester: str, shown: Shown, text: str) -> str:
    """A comment as the others read it; the words are told as they are."""
    return f"{who} 评论{requester}的{shown.noun}（{shown.what}）：\n“{text}”"


def more_card(requester: str, shown: Shown) -> Card:
    """What else can be done, one tap away."""
    return Card(
        task_id="",
        title=f"{requester}的{shown.noun}",
        subtitle=shown.what,
        text="也可以直接说：“转给钱经理”“加签孙会计”“退回：金额不对”“评论：请补照片”。",
        buttons=tuple(Button(act.value, label, 2) for act, label in _MORE),
    )


def person_card(act: Act, words: str, people: Sequence[Person]) -> Card:
    """Which colleague is meant: each with what tells him apart."""
    return Card(
        task_id="",
        title=f"{_ACTS[act]}：是哪位同事？",
        quote_title="您说的",
        quote=words,
        rows=tuple(Row(person.name[:5], f"{person.title or '同事'}（{person.userid}）") for person in people),
        buttons=tuple(Button(PICK_PERSON + person.userid, _label(person, people), 1) for person in people),
    )


def approval_card(act: Act, words: str, waiting: Sequence[tuple[int, str]]) -> Card:
    """Which request is meant: (id, “张三：苏州华鼎…”) each."""
    shown = waiting[:MOST_BUTTONS]
    return Card(
        task_id="",
        title=f"{_ACTS[act]}：是哪一条？",
        subtitle=f"共 {len(waiting)} 条，这里是最早的 {len(shown)} 条" if len(waiting) > len(shown) else "",
        quote_title="您说的",
        quote=words,
        rows=tuple(Row(f"第{n}条", label) for n, (_, label) in enumerate(shown, 1)),
        buttons=tuple(Button(f"{PICK_APPROVAL}{number}", f"第{n}条", 1) for n, (number, _) in enumerate(shown, 1)),
    )


def chosen(act: Act) -> str:
    """On a card whose button was tapped."""
    return f"已选 {_ACTS[act]}"


def _label(person: Person, people: Sequence[Person]) -> str:
    is_twin = sum(other.name == person.name for other in people) > 1
    return (person.userid if is_twin else person.name)[:10]
