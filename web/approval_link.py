"""审批链接: the page behind the link of a mail. Opening it never decides anything: mail scanners open links too."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request

from bot.flows import approval_link
from bot.flows.approval import LONGEST_REASON
from bot.flows.approval_link import LacksReason, Opened
from bot.flows.approval_mail import PATH
from bot.hub import Hub
from bot.wording import approval_mail as wording
from bot.wording import pages as pages_wording
from domain.messages import Reply
from storage import outbox
from web import form_token
from web.pages import notice, page
from web.rate_limit import RateLimit, address_of

_MOST_BYTES = 16 * 1024
_AGREE, _REJECT, _OPTION, _WORDS = "agree", "reject", "reason", "words"


@dataclass(frozen=True)
class _Typed:
    """What stands in the form of a rejection; `hint` is what it lacks."""

    option: str = ""
    words: str = ""
    hint: str = ""


def approval_link_blueprint(hub: Hub, is_secure: bool, limit: RateLimit) -> Blueprint:
    """Show a request and take its decision. `is_secure`: the pages are reached by https only."""
    pages = Blueprint("approval_link", __name__)

    @pages.before_request
    def slow_down() -> Response | None:
        if limit.allows(address_of(request)):
            return None
        answer = notice(pages_wording.TOO_FAST_TITLE, pages_wording.TOO_FAST, 429)
        answer.headers["Retry-After"] = "60"
        return answer

    @pages.errorhandler(500)
    def trouble(_error: Exception) -> Response:
        return notice(pages_wording.TROUBLE_TITLE, pages_wording.TROUBLE, 500)

    @pages.get(f"{PATH}<token>", provide_automatic_options=False)
    def show(token: str) -> Response:
        return _shown(token, _Typed())

    @pages.post(f"{PATH}<token>", provide_automatic_options=False)
    def decide(token: str) -> Response:
        request.max_content_length = _MOST_BYTES
        decision = request.form.get("decision")
        if decision not in (_AGREE, _REJECT) or not form_token.fits(request):  # no button, no word
            return notice(pages_wording.STALE_TITLE, pages_wording.STALE, 403)
        option, words = request.form.get(_OPTION, ""), request.form.get(_WORDS, "")
        done = _decided(token, decision == _REJECT, option, words)
        if isinstance(done, LacksReason):
            return _shown(token, _Typed(option, words[:LONGEST_REASON], wording.LACKS_REASON))
        for lane in outbox.lanes_of(done):
            hub.nudge.send(lane)
        there: Response = redirect(request.path, 303)  # type: ignore[assignment]
        return there

    def _decided(token: str, is_refusal: bool, option: str, words: str) -> list[Reply] | LacksReason:
        policy, now = hub.policy(), hub.now()
        with hub.database.writing() as db:
            if is_refusal:
                done = approval_link.reject(token, option, words, db, policy, now)
            else:
                done = approval_link.agree(token, db, policy, now)
            if not isinstance(done, LacksReason):
                outbox.put(db, done, "approval.mail_link", now)
        return done

    def _shown(token: str, typed: _Typed) -> Response:
        with hub.database.reading() as db:
            opened = approval_link.look(token, db, hub.policy(), hub.now())
        if opened is None:
            return notice(wording.UNKNOWN_TITLE, wording.UNKNOWN, 404)
        if opened.card is None:
            return notice(opened.title, opened.words, 200)
        return _form(opened, typed)

    def _form(opened: Opened, typed: _Typed) -> Response:
        token = form_token.token_for(request)
        answer = page(
            "approval.html", 422 if typed.hint else 200, title=opened.title, opened=opened, card=opened.card,
            typed=typed, token_field=form_token.FIELD, token=token, wording=wording, most=LONGEST_REASON,
        )  # fmt: skip
        form_token.give(answer, token, PATH, is_secure)
        return answer

    return pages
