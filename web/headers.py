"""答复头: what every answer of the web process tells a browser that should not be there."""

from flask import Flask, Response

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def add_headers(app: Flask) -> None:
    """Keep browsers from storing, framing, guessing at or telling of our answers, unless a page says otherwise."""

    @app.after_request
    def with_headers(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer
