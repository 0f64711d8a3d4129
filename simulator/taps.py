"""点按: which event a tap on a card causes, and what its selectors hold."""

from typing import Any

from simulator.cards import INTERACTION
from simulator.records import CardState


def event_of(state: CardState, key: str) -> str:
    """Which event a tap on `key` causes. Raises KeyError when nothing alive has that key."""
    card = state.card
    menu = (card.get("action_menu") or {}).get("action_list", [])
    if key in [action.get("key") for action in menu]:
        return "template_card_menu_event"
    buttons = [b.get("key") for b in card.get("button_list", []) if b.get("type", 0) == 0]
    buttons += [(card.get("submit_button") or {}).get("key")]
    if card.get("card_type") in INTERACTION and state.dead_text is None and key in buttons:
        return "template_card_event"
    raise KeyError(f"the card has no live button {key!r}")


def defaults(card: dict[str, Any]) -> dict[str, list[str]]:
    """What the selectors of a card hold when nobody touched them."""
    found: dict[str, list[str]] = {}
    selectors = list(card.get("select_list", []))
    if card.get("button_selection"):
        selectors.append(card["button_selection"])
    for selector in selectors:
        chosen = selector.get("selected_id") or selector["option_list"][0]["id"]
        found[selector["question_key"]] = [chosen]
    box = card.get("checkbox")
    if box:
        found[box["question_key"]] = [o["id"] for o in box["option_list"] if o.get("is_checked")]
    return found
