"""卡片的部件: the parts that template cards are made of, each with its WeCom form [D90236]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.wecom.card_limits import OPTION_ID_BYTES, CardError, count, key, link, required, short, unique
from domain.messages import Button, Option, Selection

Json = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """Where a tap leads: a URL, or a mini-program (`appid`, `pagepath`)."""

    url: str = ""
    appid: str = ""
    pagepath: str = ""


@dataclass(frozen=True)
class Source:
    """来源. `color`: 0 grey, 1 black, 2 red, 3 green."""

    desc: str
    icon_url: str = ""
    color: int = 0


@dataclass(frozen=True)
class ActionMenu:
    """右上角菜单: one to three entries, that come back as template_card_menu_event."""

    desc: str
    actions: tuple[Button, ...]


@dataclass(frozen=True)
class Quote:
    """引用."""

    title: str
    text: str
    target: Target | None = None


@dataclass(frozen=True)
class Line:
    """“name: value”. At most one of: `url`, `media_id` (then `value` is a file name with suffix), `userid`."""

    name: str
    value: str
    url: str | None = None
    media_id: str | None = None
    userid: str | None = None


@dataclass(frozen=True)
class Jump:
    """跳转指引 at the foot of a notice."""

    title: str
    target: Target | None = None


@dataclass(frozen=True)
class LinkButton:
    """A button that opens a page and calls nobody back."""

    text: str
    url: str
    style: int = 1


@dataclass(frozen=True)
class SideImage:
    """左图右文."""

    image_url: str
    title: str = ""
    desc: str = ""
    target: Target | None = None


@dataclass(frozen=True)
class Checkbox:
    """选择题 of a vote; `checked` are ids of options."""

    key: str
    options: tuple[Option, ...]
    checked: tuple[str, ...] = ()
    allows_several: bool = False


def target_json(field: str, target: Target | None) -> Json:
    """{type, url} or {type, appid, pagepath}; empty without a target."""
    if target is None:
        return {}
    if target.url:
        return {"type": 1, "url": link(f"{field}.url", target.url)}
    found = {"type": 2, "appid": required(f"{field}.appid", target.appid)}
    return found | ({"pagepath": target.pagepath} if target.pagepath else {})


def source_json(source: Source, has_color: bool) -> Json:
    found: Json = {"desc": short(source.desc, 20)}
    if source.icon_url:
        found["icon_url"] = link("source.icon_url", source.icon_url)
    if has_color:
        if source.color not in range(4):
            raise CardError("source.desc_color", "0 to 3")
        found["desc_color"] = source.color
    return found


def menu_json(menu: ActionMenu) -> Json:
    field = "action_menu.action_list"
    count(field, menu.actions, 1, 3)
    unique(f"{field}.key", [action.key for action in menu.actions])
    entries = [
        {"text": required(f"{field}.text", action.text), "key": key(f"{field}.key", action.key)}
        for action in menu.actions
    ]
    return {"desc": menu.desc, "action_list": entries}


def quote_json(quote: Quote) -> Json:
    return {**target_json("quote_area", quote.target), "title": quote.title, "quote_text": quote.text}


def lines_json(lines: Sequence[Line]) -> list[Json]:
    count("horizontal_content_list", lines, 0, 6)
    return [_line(line) for line in lines]


def _line(line: Line) -> Json:
    field = "horizontal_content_list"
    found: Json = {"keyname": short(required(f"{field}.keyname", line.name), 5), "value": short(line.value, 30)}
    if line.url is not None:
        return found | {"type": 1, "url": link(f"{field}.url", line.url)}
    if line.media_id is not None:
        if "." not in line.value:
            raise CardError(f"{field}.value", "a file name with its suffix")
        return found | {"type": 2, "value": line.value, "media_id": required(f"{field}.media_id", line.media_id)}
    if line.userid is not None:
        return found | {"type": 3, "userid": required(f"{field}.userid", line.userid)}
    return found


def jumps_json(jumps: Sequence[Jump]) -> list[Json]:
    count("jump_list", jumps, 0, 3)
    return [
        {**target_json("jump_list", jump.target), "title": short(required("jump_list.title", jump.title), 18)}
        for jump in jumps
    ]


def side_image_json(image: SideImage) -> Json:
    field = "image_text_area"
    return {
        **target_json(field, image.target),
        "image_url": link(f"{field}.image_url", image.image_url),
        "title": image.title,
        "desc": image.desc,
    }


def paragraphs_json(paragraphs: Mapping[str, str]) -> list[Json]:
    """vertical_content_list: title → text."""
    count("vertical_content_list", list(paragraphs), 0, 4)
    return [
        {"title": short(required("vertical_content_list.title", title), 38), "desc": short(text, 160)}
        for title, text in paragraphs.items()
    ]


def buttons_json(buttons: Sequence[Button | LinkButton]) -> list[Json]:
    count("button_list", buttons, 1, 6)
    unique("button_list.key", [button.key for button in buttons if isinstance(button, Button)])
    return [_button(button) for button in buttons]


def _button(button: Button | LinkButton) -> Json:
    if button.style not in range(1, 5):
        raise CardError("button_list.style", "1 to 4")
    found: Json = {"text": short(required("button_list.text", button.text), 10), "style": button.style}
    if isinstance(button, LinkButton):
        return found | {"type": 1, "url": link("button_list.url", button.url)}
    return found | {"key": key("button_list.key", button.key)}


def selection_json(field: str, selection: Selection) -> Json:
    """A drop-down: one to ten options."""
    ids = _option_ids(field, selection.options, 10)
    found: Json = {
        "question_key": key(f"{field}.question_key", selection.key),
        "title": selection.title,
        "option_list": [{"id": option.id, "text": short(option.text, 16)} for option in selection.options],
    }
    if selection.selected is not None:
        if selection.selected not in ids:
            raise CardError(f"{field}.selected_id", "must be one of the options")
        found["selected_id"] = selection.selected
    return found


def checkbox_json(box: Checkbox) -> Json:
    _option_ids("checkbox", box.options, 20)
    if len(box.checked) > 1 and not box.allows_several:
        raise CardError("checkbox.option_list.is_checked", "only one where several are not allowed")
    return {
        "question_key": key("checkbox.question_key", box.key),
        "mode": int(box.allows_several),
        "option_list": [
            {"id": option.id, "text": short(option.text, 17), "is_checked": option.id in box.checked}
            for option in box.options
        ],
    }


def submit_json(submit: Button) -> Json:
    return {
        "text": short(required("submit_button.text", submit.text), 10),
        "key": key("submit_button.key", submit.key),
    }


def _option_ids(field: str, options: Sequence[Option], most: int) -> list[str]:
    count(f"{field}.option_list", options, 1, most)
    ids = [key(f"{field}.option_list.id", option.id, OPTION_ID_BYTES) for option in options]
    unique(f"{field}.option_list.id", ids)
    for option in options:
        required(f"{field}.option_list.text", option.text)
    return ids
