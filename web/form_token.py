"""表单令牌: a form counts only from a browser to which we showed it: the same token in a cookie and in the form."""

import re
import secrets

from flask import Request, Response

FIELD = "form_token"
_COOKIE = "genji_form"
_SHAPE = re.compile(r"[\w-]{43}", re.ASCII)
_SECONDS = 12 * 3600


def token_for(request: Request) -> str:
    """The token of this browser, a new one for a stranger: two open forms must not spoil each other."""
    known = request.cookies.get(_COOKIE, "")
    return known if _SHAPE.fullmatch(known) else secrets.token_urlsafe(32)


def give(answer: Response, token: str, path: str, is_secure: bool) -> None:
    """Let the browser keep the token, for forms below `path` of this site only."""
    answer.set_cookie(
        _COOKIE, token, max_age=_SECONDS, path=path, secure=is_secure, httponly=True, samesite="Strict"
    )  # fmt: skip


def fits(request: Request) -> bool:
    """Whether the form that was posted is one that we showed this browser."""
    known, posted = request.cookies.get(_COOKIE, ""), request.form.get(FIELD, "")
    is_whole = bool(_SHAPE.fullmatch(known) and _SHAPE.fullmatch(posted))
    return is_whole and secrets.compare_digest(known, posted)
