"""模板卡片: what WeCom accepts as a template card, and the code with which it refuses the rest [D90236][D90313].

Lengths in characters are advice there (the client cuts) and are not checked; list lengths, key bytes and required
fields are. Where [D90313] names no code of its own, 40058 (bad parameter) is ours.
"""

import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
INTERACTION = ("button_interaction", "vote_interaction", "multiple_interaction")
NOTICES = ("text_notice", "news_notice")
TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}\Z", re.ASCII)


class Refused(Exception):
    """The request is refused with `code`."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def is_updatable(card: Json) -> bool:
    """The interaction kinds, and notices with an action menu [D94888]."""
    return card.get("card_type") in INTERACTION or bool(card.get("action_menu"))


def task_id_of(card: Json) -> str:
    """The checked task_id of a card about to be sent; "" where none is needed."""
    task_id = card.get("task_id")
    if task_id in (None, "") and not is_updatable(card):
        return ""
    if not isinstance(task_id, str) or not TASK_ID.match(task_id):
        raise Refused(42014, "invalid task_id of template card")
    return task_id


def check_card(card: Any) -> None:
    """Raises Refused with the code of the first thing wrong. The task_id is checked by `task_id_of`."""
    if not isinstance(card, dict):
        raise Refused(40063, "template_card is missing")
    kind = card.get("card_type")
    if kind not in PARTS:
        raise Refused(42031, "invalid template_card.card_type")
    check_action_menu(card)
    for check in PARTS[kind]:
        check(card)


def check_action_menu(card: Json) -> None:
    menu = card.get("action_menu")
    if menu is None or card["card_type"] in ("vote_interaction", "multiple_interaction"):
        return
    actions = _list(_object(menu, 40058).get("action_list"), 40058, 1, 3)
    keys = [_key(action.get("key"), 42039) for action in actions]
    for action in actions:
        _text(action.get("text"), 42038)
    if len(set(keys)) < len(keys):
        raise Refused(42051, "template_card.action_menu.action_list.key conflict")


def _card_action_required(card: Json) -> None:
    action = _object(card.get("card_action"), 42045)
    if action.get("type") not in (1, 2):
        raise Refused(42045, "invalid template_card.card_action")
    _target(action)


def _card_action_optional(card: Json) -> None:
    action = card.get("card_action")
    if action is not None:
        if _object(action, 42045).get("type", 0) not in (0, 1, 2):
            raise Refused(42045, "invalid template_card.card_action")
        _target(action)


def _title_required(card: Json) -> None:
    _text(_object(card.get("main_title"), 42033).get("title"), 42033)


def _title_or_sub_title(card: Json) -> None:
    title = card.get("main_title")
    if not (isinstance(title, dict) and title.get("title")) and not card.get("sub_title_text"):
        raise Refused(42033, "main_title.title and sub_title_text are both empty")


def _quote_area(card: Json) -> None:
    if card.get("quote_area") is not None:
        _target(_object(card["quote_area"], 40058))


def _horizontal(card: Json) -> None:
    for item in _list(card.get("horizontal_content_list"), 42035, 0, 6):
        _text(item.get("keyname"), 42027)
        kind = item.get("type", 0)
        if kind == 1:
            _url(item.get("url"))
        elif kind == 2:
            _text(item.get("media_id"), 42029)
        elif kind == 3:
            _text(item.get("userid"), 42050)
        elif kind != 0:
            raise Refused(40058, "invalid horizontal_content_list.type")


def _vertical(card: Json) -> None:
    for item in _list(card.get("vertical_content_list"), 42036, 0, 4):
        _text(item.get("title"), 42033)


def _jumps(card: Json) -> None:
    for item in _list(card.get("jump_list"), 42042, 0, 3):
        _text(item.get("title"), 42033)
        _target(item)


def _picture(card: Json) -> None:
    image, area = card.get("card_image"), card.get("image_text_area")
    if image is None and area is None:
        raise Refused(42044, "card_image and image_text_area are both missing")
    if image is not None:
        _text(_object(image, 42044).get("url"), 42044)
        ratio = image.get("aspect_ratio", 1.3)
        if not isinstance(ratio, int | float) or not 1.3 <= ratio <= 2.25:
            raise Refused(40058, "invalid card_image.aspect_ratio")
    if area is not None:
        _text(_object(area, 42044).get("image_url"), 42044)
        _target(area)


def _buttons(card: Json) -> None:
    keys = []
    for button in _list(card.get("button_list"), 40058, 1, 6):
        _text(button.get("text"), 42038)
        if button.get("type", 0) == 1:
            _url(button.get("url"))
        else:
            keys.append(_key(button.get("key"), 42039))
        if button.get("style", 1) not in (1, 2, 3, 4):
            raise Refused(40058, "invalid button_list.style")
    if len(set(keys)) < len(keys):
        raise Refused(42039, "template_card.button_list.key conflict")


def _button_selection(card: Json) -> None:
    if card.get("button_selection") is not None:
        _selector(_object(card["button_selection"], 42043), 10)


def _checkbox(card: Json) -> None:
    box = _object(card.get("checkbox"), 42043)
    if box.get("mode", 0) not in (0, 1):
        raise Refused(40058, "invalid checkbox.mode")
    _selector(box, 20)


def _select_list(card: Json) -> None:
    selectors = _list(card.get("select_list"), 42047, 1, 3)
    for selector in selectors:
        _selector(selector, 10)
    if len({s["question_key"] for s in selectors}) < len(selectors):
        raise Refused(42043, "question_key conflict")


def _submit(card: Json) -> None:
    button = _object(card.get("submit_button"), 42046)
    _text(button.get("text"), 42049)
    _key(button.get("key"), 42046)


def _selector(selector: Json, most: int) -> None:
    _key(selector.get("question_key"), 42043)
    ids = []
    for option in _list(selector.get("option_list"), 42037, 1, most):
        ids.append(_key(option.get("id"), 42040, 128))
        _text(option.get("text"), 42041)
    if len(set(ids)) < len(ids):
        raise Refused(42040, "option id conflict")
    if selector.get("selected_id") not in (None, "", *ids):
        raise Refused(42040, "selected_id is not an option")


def _target(item: Json) -> None:
    """`type` 1 needs a url, 2 an appid."""
    kind = item.get("type", 0)
    if kind == 1:
        _url(item.get("url"))
    elif kind == 2:
        _text(item.get("appid"), 42030)
    elif kind != 0:
        raise Refused(40058, "invalid type")


def _url(url: Any) -> None:
    _text(url, 42028)
    if not url.startswith(("http://", "https://")):
        raise Refused(45034, "url must have a scheme")


def _text(value: Any, code: int) -> None:
    if not isinstance(value, str) or not value:
        raise Refused(code, "a text is missing in the template card")


def _key(value: Any, code: int, most: int = 1024) -> str:
    if not isinstance(value, str) or not value or len(value.encode()) > most:
        raise Refused(code, "a key of the template card is missing or too long")
    return value


def _object(value: Any, code: int) -> Json:
    if not isinstance(value, dict):
        raise Refused(code, "a part of the template card is missing")
    return value


def _list(value: Any, code: int, least: int, most: int) -> list[Json]:
    items = [] if value is None else value
    if not isinstance(items, list) or not least <= len(items) <= most or not all(isinstance(i, dict) for i in items):
        raise Refused(code, "a list of the template card has a bad length")
    return items


PARTS: dict[str, tuple[Callable[[Json], None], ...]] = {
    "text_notice": (_card_action_required, _title_or_sub_title, _quote_area, _horizontal, _jumps),
    "news_notice": (
        _card_action_required, _title_required, _picture, _quote_area, _vertical, _horizontal, _jumps,
    ),
    "button_interaction": (
        _title_required, _card_action_optional, _quote_area, _horizontal, _button_selection, _buttons,
    ),
    "vote_interaction": (_title_required, _checkbox, _submit),
    "multiple_interaction": (_title_required, _select_list, _submit),
}  # fmt: skip
