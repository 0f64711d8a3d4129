"""审批的对象: the functions that any kind of subject gives to the approval engine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.approval import Approval
from domain.approval_subject import Followed, Hold, Shown
from domain.messages import Reply
from domain.policy import Policy
from storage.database import Db


@dataclass(frozen=True)
class Subject:
    """One kind of subject. `show` gets its id and returns None when it is gone; `pictures` sends them to a member.

    `follow` is called once, in the transaction of the end, with the ended request: approved, rejected, returned or
    withdrawn. `resume` is called when that end is taken back at once (撤销): the subject waits again; None when it
    cannot. `hold` says what stands against approving it now (None: nothing); `let_pass` is called when one of those
    whom it names taps 特批放行.
    """

    show: Callable[[int, Db, Policy, datetime], Shown | None]
    follow: Callable[[int, Approval, Db, Policy, datetime], Followed]
    resume: Callable[[int, Approval, Db, datetime], list[Reply] | None] = lambda subject_id, ended, db, now: None
    pictures: Callable[[int, str, Db], list[Reply]] = lambda subject_id, to, db: []
    hold: Callable[[int, Db, Policy, datetime], Hold | None] = lambda subject_id, db, policy, now: None
    let_pass: Callable[[int, str, Db, Policy, datetime], list[Reply]] = lambda subject_id, who, db, policy, now: []
