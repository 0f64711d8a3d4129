"""模板卡片: builders for the five kinds of template card, and our own Card in WeCom's form [D90236][D94888]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.wecom import card_parts as parts
from bot.wecom.card_limits import CardError, checked_task_id, count, link, required, short, unique
from bot.wecom.card_parts import ActionMenu, Checkbox, Json, Jump, Line, LinkButton, Quote, SideImage, Source, Target
from domain.messages import Button, Card, Selection


@dataclass(frozen=True)
class Face:
    """What the kinds have in common; a kind refuses the parts it does not show."""

    title: str = ""
    desc: str = ""
    text: str = ""
    source: Source | None = None
    quote: Quote | None = None
    lines: tuple[Line, ...] = ()
    target: Target | None = None
    menu: ActionMenu | None = None


def text_notice(
    face: Face, emphasis: tuple[str, str] | None = None, jumps: Sequence[Jump] = (), task_id: str = ""
) -> Json:
    """文本通知. `emphasis`: (the figure, what it is). A task id only with an action menu. Raises CardError."""
    if not face.title.strip() and not face.text.strip():
        raise CardError("main_title.title", "this or sub_title_text is required")
    card = _notice("text_notice", face, jumps, task_id)
    if emphasis is not None:
        card["emphasis_content"] = {"title": short(emphasis[0], 14), "desc": short(emphasis[1], 22)}
    return card


def news_notice(
    face: Face,
    image: tuple[str, float] | SideImage,
    paragraphs: Mapping[str, str] | None = None,
    jumps: Sequence[Jump] = (),
    task_id: str = "",
) -> Json:
    """图文展示. `image`: (url, width / height between 1.3 and 2.25), or a picture beside text. Raises CardError."""
    required("main_title.title", face.title)
    card = _notice("news_notice", face, jumps, task_id)
    if isinstance(image, SideImage):
        card["image_text_area"] = parts.side_image_json(image)
    else:
        url, ratio = image
        if not 1.3 <= ratio <= 2.25:
            raise CardError("card_image.aspect_ratio", "1.3 to 2.25")
        card["card_image"] = {"url": link("card_image.url", url), "aspect_ratio": ratio}
    if paragraphs:
        card["vertical_content_list"] = parts.paragraphs_json(paragraphs)
    return card


def button_interaction(
    task_id: str, face: Face, buttons: Sequence[Button | LinkButton], selection: Selection | None = None
) -> Json:
    """按钮交互. Raises CardError."""
    required("main_title.title", face.title)
    card = _card("button_interaction", face, title_most=36, desc_most=44)
    card["task_id"] = checked_task_id(task_id)
    card["button_list"] = parts.buttons_json(buttons)
    if selection is not None:
        card["button_selection"] = parts.selection_json("button_selection", selection)
    return card


def vote_interaction(task_id: str, face: Face, question: Checkbox, submit: Button) -> Json:
    """投票选择. Raises CardError."""
    required("main_title.title", face.title)
    card = _card("vote_interaction", face, title_most=16, desc_most=160)
    card["task_id"] = checked_task_id(task_id)
    return card | {"checkbox": parts.checkbox_json(question), "submit_button": parts.submit_json(submit)}


def multiple_interaction(task_id: str, face: Face, selections: Sequence[Selection], submit: Button) -> Json:
    """多项选择: one to three drop-downs. Raises CardError."""
    required("main_title.title", face.title)
    card = _card("multiple_interaction", face, title_most=36, desc_most=160)
    card["task_id"] = checked_task_id(task_id)
    count("select_list", selections, 1, 3)
    unique("select_list.question_key", [selection.key for selection in selections])
    card["select_list"] = [parts.selection_json("select_list", selection) for selection in selections]
    return card | {"submit_button": parts.submit_json(submit)}


def from_card(card: Card) -> Json:
    """Our card as a button_interaction. Raises CardError.

    A closed card shows `closed` as a grey button that does nothing. WeCom wants a button_list all the same, and its
    page names no way to disable a drop-down of this kind, so that it is left out.
    """
    face = Face(
        title=card.title,
        desc=card.subtitle,
        text=card.text,
        quote=Quote(card.quote_title, card.quote) if card.quote or card.quote_title else None,
        lines=tuple(Line(row.name, row.value, row.url) for row in card.rows),
    )
    if card.closed is None:
        return button_interaction(card.task_id, face, card.buttons, card.selection)
    required("replace_text", card.closed)
    found = button_interaction(card.task_id, face, card.buttons or (Button("closed", card.closed),))
    return found | {"replace_text": card.closed}


def as_update(card: Json) -> Json:
    """The same card for update_template_card: there the response_code says which card is meant, not a task_id."""
    return {name: value for name, value in card.items() if name != "task_id"}


_WITHOUT_FRAME = ("vote_interaction", "multiple_interaction")


def _notice(kind: str, face: Face, jumps: Sequence[Jump], task_id: str) -> Json:
    if face.target is None:
        raise CardError("card_action", "required")
    card = _card(kind, face, title_most=36, desc_most=44)
    if face.menu is not None:
        card["task_id"] = checked_task_id(task_id)
    elif task_id:
        raise CardError("task_id", "only with an action_menu")
    if jumps:
        card["jump_list"] = parts.jumps_json(jumps)
    return card


def _card(kind: str, face: Face, title_most: int, desc_most: int) -> Json:
    _refuse_foreign_parts(kind, face)
    card: Json = {"card_type": kind, "main_title": {"title": short(face.title, title_most)}}
    if face.desc:
        card["main_title"]["desc"] = short(face.desc, desc_most)
    if face.source is not None:
        card["source"] = parts.source_json(face.source, has_color=kind not in _WITHOUT_FRAME)
    if face.text:
        card["sub_title_text"] = short(face.text, 160)
    if face.quote is not None:
        card["quote_area"] = parts.quote_json(face.quote)
    if face.lines:
        card["horizontal_content_list"] = parts.lines_json(face.lines)
    if face.target is not None:
        card["card_action"] = parts.target_json("card_action", face.target)
    if face.menu is not None:
        card["action_menu"] = parts.menu_json(face.menu)
    return card


def _refuse_foreign_parts(kind: str, face: Face) -> None:
    foreign: dict[str, object] = {}
    if kind in _WITHOUT_FRAME:
        foreign = {
            "quote_area": face.quote,
            "horizontal_content_list": face.lines,
            "card_action": face.target,
            "action_menu": face.menu,
        }
    if kind not in ("text_notice", "button_interaction"):
        foreign["sub_title_text"] = face.text
    for field, value in foreign.items():
        if value:
            raise CardError(field, f"no part of {kind}")
