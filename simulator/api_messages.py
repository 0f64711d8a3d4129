"""message/send, update_template_card and recall [D90236][D94888][D94867]."""

import copy
import json
import secrets
from datetime import timedelta
from typing import Any

from simulator.calls import Call, Json
from simulator.cards import INTERACTION, Refused, check_card, is_updatable, task_id_of
from simulator.messages import checked_body
from simulator.world import World

MAX_USERS, MAX_PARTIES = 1000, 100
DUPLICATE_SECONDS, DUPLICATE_MOST = 1800, 4 * 3600
RECALL_LIFE = timedelta(hours=24)


def send(world: World, call: Call) -> Json:
    """Answers msgid, the recipients that cannot be reached, and a response_code for a card that can be updated."""
    body = call.body
    with world.lock:
        _check_agent(world, body.get("agentid"))
        repeated = _answer_to_the_same(world, body)
        if repeated is not None:
            return repeated
        kind = body.get("msgtype")
        users, answer = _recipients(world, body, call.invalid)
        shown = checked_body(world, kind, body)
        task_id = ""
        if kind == "template_card":
            task_id = task_id_of(shown)
            if task_id and task_id in world.tasks:
                raise Refused(42014, "task_id was used before")
        if not users:
            raise Refused(81013, "user & party & tag all invalid")
        answer["msgid"] = secrets.token_urlsafe(40)
        if task_id:
            world.tasks[task_id] = tuple(users)
        if kind == "template_card" and is_updatable(shown):
            answer["response_code"] = world.issue_response_code(task_id)
        world.sent[answer["msgid"]] = world.clock()
        world.post(users, str(kind), shown, answer["msgid"], task_id)
        if body.get("enable_duplicate_check") == 1:
            world.answers[_canonical(body)] = (world.clock(), answer)
        return answer


def update_card(world: World, call: Call) -> Json:
    """Redraws the card of a response_code for the named members; a code works once."""
    body = call.body
    with world.lock:
        _check_agent(world, body.get("agentid"))
        code = world.codes.get(str(body.get("response_code", "")))
        if code is None or not code.is_valid(world.clock()):
            raise Refused(60140, "invalid response_code")
        if code.task_id not in world.tasks:
            raise Refused(42016, "task_id does not exist")
        wanted = _update_targets(world, body, code.task_id)
        recipients = world.tasks[code.task_id]
        reached = [user for user in wanted if user in recipients and user not in call.invalid]
        if not reached:
            raise Refused(82102, "the members are not recipients of the card")
        change = checked_change(body)
        for user in reached:
            check_fits(world, user, code.task_id, change)
        code.used = True
        for user in reached:
            apply_change(world, user, code.task_id, change)
        return {"invaliduser": [user for user in wanted if user not in reached]}


def checked_change(body: Json) -> Json:
    """{"button": …} or {"template_card": …} of an update request or a passive reply. Raises Refused."""
    if body.get("template_card") is not None:
        check_card(body["template_card"])
        return {"template_card": body["template_card"]}
    button = body.get("button")
    if not isinstance(button, dict) or not isinstance(button.get("replace_name"), str) or not button["replace_name"]:
        raise Refused(40063, "button.replace_name and template_card are both missing")
    return {"button": button}


def check_fits(world: World, user: str, task_id: str, change: Json) -> None:
    """Only the three interaction kinds have buttons whose text can be replaced [D94888]."""
    entry = world.card(user, task_id)
    if entry and entry.card and "button" in change and entry.card.card.get("card_type") not in INTERACTION:
        raise Refused(42031, "only interaction cards have buttons to replace")


def apply_change(world: World, user: str, task_id: str, change: Json) -> None:
    """Redraw one member's view. A card that was dropped on its way has no view and nothing happens."""
    entry = world.card(user, task_id)
    if entry is None or entry.card is None:
        return
    state = entry.card
    if "button" in change:
        state.dead_text = change["button"]["replace_name"]
    else:
        state.card = copy.deepcopy(change["template_card"])
        state.dead_text = state.card.get("replace_text") or None
    state.updates += 1
    world.changed(entry)


def recall(world: World, call: Call) -> Json:
    msgid = str(call.body.get("msgid", ""))
    with world.lock:
        sent_at = world.sent.get(msgid)
        if sent_at is None:
            raise Refused(40058, "invalid msgid")
        if world.clock() - sent_at > RECALL_LIFE:
            raise Refused(42052, "msgid expired")
        for entry in world.entries_of(msgid):
            entry.recalled = True
            world.changed(entry)
    return {}


def _check_agent(world: World, agent_id: Any) -> None:
    if agent_id is None:
        raise Refused(41011, "agentid missing")
    if str(agent_id) != str(world.app.agent_id):
        raise Refused(40056, "invalid agentid")


def _answer_to_the_same(world: World, body: Json) -> Json | None:
    """The first answer, when the same JSON came within the interval and asked to be checked for that."""
    if body.get("enable_duplicate_check") != 1:
        return None
    interval = body.get("duplicate_check_interval", DUPLICATE_SECONDS)
    if not isinstance(interval, int) or not 0 < interval <= DUPLICATE_MOST:
        raise Refused(40058, "invalid duplicate_check_interval")
    known = world.answers.get(_canonical(body))
    if known is None or world.clock() - known[0] > timedelta(seconds=interval):
        return None
    # what WeCom answers here is not documented; the first answer is what a client can use best
    return known[1]


def _canonical(body: Json) -> str:
    return json.dumps(body, sort_keys=True, ensure_ascii=False)


def _recipients(world: World, body: Json, forbidden: tuple[str, ...]) -> tuple[list[str], Json]:
    """(userids that get it, the part of the answer that names those who do not), ids in lower case."""
    users, parties, tags = (_ids(body.get(name)) for name in ("touser", "toparty", "totag"))
    if not (users or parties or tags):
        raise Refused(82001, "touser, toparty and totag are all empty")
    if len(users) > MAX_USERS:
        raise Refused(40032, "more than 1000 userids")
    if len(parties) > MAX_PARTIES or len(tags) > MAX_PARTIES:
        raise Refused(40066, "more than 100 parties or tags")
    if "@all" in users:
        return [m.userid for m in world.members.values() if world.is_visible(m.userid)], {}
    found: dict[str, None] = {}
    bad_users = []
    for user in dict.fromkeys(user.lower() for user in users):
        if world.is_visible(user) and user not in forbidden:
            found[user] = None
        else:
            bad_users.append(user)
    bad_parties = []
    for party in parties:
        if party.isdigit() and int(party) in world.departments:
            members = world.members_of(int(party), recursive=True)
            found.update({m.userid: None for m in members if world.is_visible(m.userid)})
        else:
            bad_parties.append(party)
    answer = {
        "invaliduser": "|".join(bad_users),
        "invalidparty": "|".join(bad_parties),
        "invalidtag": "|".join(tags),  # the demo firm has no tags
        "unlicenseduser": "",
    }
    return list(found), answer


def _ids(value: Any) -> list[str]:
    return [part.strip() for part in str(value or "").split("|") if part.strip()]


def _update_targets(world: World, body: Json, task_id: str) -> list[str]:
    if body.get("atall") == 1:
        return list(world.tasks[task_id])
    users, parties = body.get("userids") or [], body.get("partyids") or []
    if not isinstance(users, list) or not isinstance(parties, list):
        raise Refused(40031, "userids and partyids must be lists")
    if not users and not parties and not body.get("tagids"):
        raise Refused(82101, "userids, partyids and tagids are all empty")
    if len(users) > MAX_USERS or len(parties) > MAX_PARTIES:
        raise Refused(40032, "too many userids or partyids")
    wanted = [str(user).lower() for user in users]
    for party in parties:
        if isinstance(party, int):
            wanted += [m.userid for m in world.members_of(party, recursive=True) if m.userid in world.tasks[task_id]]
    return list(dict.fromkeys(wanted))


POST = {"message/send": send, "message/update_template_card": update_card, "message/recall": recall}
