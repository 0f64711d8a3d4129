"""审批的对象: the functions that any kind of subject gives to the approval engine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.approval import Approval
from domain.approval_subject import Followed, Shown
from domain.messages import Reply
from domain.policy import Policy
from storage.database import Db


@dataclass(frozen=True)
class Subject:
    """One kind of subject. `show` gets its id and returns None when it is gone; `pictures` sends them to a member.

    `follow` is called once, in the transaction of the end, with the ended request: approved, rejected, returned or
    withdrawn.
    """

    show: Callable[[int, Db, Policy, datetime], Shown | None]
    follow: Callable[[int, Approval, Db, Policy, datetime], Followed]
    pictures: Callable[[int, str, Db], list[Reply]] = lambda subject_id, to, db: []
