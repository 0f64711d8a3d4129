"""审批的对象一览: which kinds of subject are approved. The one place where the engine meets the flows."""

from bot.flows import form_approval, visit_approval
from bot.flows.approval_subject import Subject

#: by the word before the colon of Approval.subject
SUBJECTS: dict[str, Subject] = {
    "form": form_approval.SUBJECT,
    "visit": visit_approval.SUBJECT,
}
