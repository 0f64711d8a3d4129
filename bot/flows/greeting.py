"""帮助: what can be said here, of what this company uses."""

from bot.wording.visit_record import greeting as words
from domain.messages import Reply, Say
from domain.policy import Policy
from storage import receivables
from storage.database import Db
from storage.receivables import Scope


def greeting(member: str, db: Db, policy: Policy) -> list[Reply]:
    """Visits and forms; questions about money once there are contracts."""
    titles = [form.title for form in policy.forms]
    return [Say(member, words(titles, receivables.has_any(db, Scope(seen=None))))]
