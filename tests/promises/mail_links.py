"""What tests of links in mails do: cut WeCom off, find the link, press a button on its page."""

import re
from dataclasses import replace

from sqlalchemy import select

from domain.policy import PersonOverride, Policy
from simulator.player import Play
from storage.tables import audit_log
from tests.promises.people import WHOLE_VISIT

URL = "https://genji.example.com"
_LINK = re.compile(rf"{URL}(/approve/[\w-]{{43}})\s")


def with_mail(policy: Policy) -> Policy:
    """Managers have addresses too."""
    known = {who: PersonOverride(email=f"{who}@example.com") for who in ("limgr", "qianmgr")}
    return replace(policy, people={**policy.people, **known})


def hand_in_while_away(stage: Play) -> None:
    """张三 hands a visit in, and nothing reaches anybody in chat from now on."""
    stage.say("zhangsan", WHOLE_VISIT)
    stage.world.faults.add(path="*", code=-1, times=None)
    stage.tap("zhangsan", "确认")


def mails(stage: Play, address: str = "limgr@example.com") -> list[str]:
    """The mails that reached the address, oldest first."""
    return [mail.body for mail in stage.world.mailbox if address in mail.recipients]


def link_in(mail: str) -> str:
    """The path of the link."""
    found = _LINK.search(mail)
    assert found is not None, mail
    return found[1]


def press(stage: Play, link: str, **form: str) -> int:
    """Open the page as a browser does and press a button; the status of the answer."""
    browser = stage.product.test_client()
    token = re.search(r'name="form_token" value="([\w-]+)"', browser.get(link).text)
    return browser.post(link, data={"form_token": token[1] if token else "", **form}).status_code


def acts(stage: Play) -> list[tuple[str, str, str | None]]:
    """(what, who, through which door) of all that was said to requests."""
    with stage.hub.database.reading() as db:
        rows = db.execute(select(audit_log).where(audit_log.c.subject.like("approval:%")).order_by(audit_log.c.seq))
        return [(row.action, row.who, row.after.get("via")) for row in rows]
