"""网页: the layout that all our pages share, and what they tell browsers and search engines."""

import base64
import hashlib
from pathlib import Path

from flask import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.wording import pages as wording

_FOLDER = Path(__file__).with_name("templates")
_STYLE = (_FOLDER / "pages.css").read_text(encoding="utf-8")
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_TEMPLATES.globals |= {"style": _STYLE, "product": wording.PRODUCT}
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
#: the one style is the page's own; no script, picture, frame or foreign address
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def page(template: str, status: int = 200, **shown: object) -> Response:
    """An answer with that template of web/templates filled; web/headers.py adds what every answer says."""
    answer = Response(_TEMPLATES.get_template(template).render(shown), status, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def notice(title: str, words: str, status: int) -> Response:
    """A page that only says something; `words` may have several lines."""
    return page("notice.html", status, title=title, words=words)
