"""应用菜单: what a tap on an entry of the app's menu begins."""

from datetime import datetime

from bot.flows import form_filling, my_queue
from bot.flows.greeting import greeting
from bot.wording import form as form_wording
from domain.messages import Event, Inbound, Reply, Say, Utterance
from domain.policy import Policy
from storage import conversations
from storage.database import Db

HELP = "help"
FORM = "form:"  #: before the key of a form


def is_entry(event: Event) -> bool:
    """Whether the event is a tap on an entry that the menu has, or once had."""
    return event.key in (HELP, *my_queue.MENU) or event.key.startswith(FORM)


def on_entry(inbound: Inbound, key: str, db: Db, policy: Policy, now: datetime) -> list[Reply]:
    """What the entry asks for; a form that is no longer offered is answered with what there is."""
    member = inbound.member
    if key in my_queue.MENU:
        return my_queue.MENU[key](member, db, policy, now)
    if key == HELP:
        return greeting(member, db, policy)
    template = next((form for form in policy.forms if FORM + form.key == key), None)
    if template is None:
        return [Say(member, form_wording.no_longer_offered([form.title for form in policy.forms]))]
    conversations.forget(db, member)  # his next words are about the form
    said = Utterance(member, inbound.sent_at, template.title)
    return form_filling.begin(said, template, len(template.title), db, policy, now)
