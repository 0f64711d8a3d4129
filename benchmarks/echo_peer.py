"""对照: the least that a callback server can do: verify, decrypt, parse, answer 200, keep nothing.

Bare Flask and wechatpy under the gunicorn settings of our own web process, so that the difference is what we add:
checks, a durable row, a nudge.
"""

import sys

from flask import Flask, Response, request
from wechatpy.enterprise import parse_message
from wechatpy.enterprise.crypto import WeChatCrypto

from web.server import serve


def create_app(token: str, aes_key: str, corp_id: str) -> Flask:
    """The echo."""
    app = Flask("echo")
    crypto = WeChatCrypto(token, aes_key, corp_id)

    @app.post("/wecom/callback")
    def take() -> Response:
        query = request.args
        plain = crypto.decrypt_message(request.get_data(), query["msg_signature"], query["timestamp"], query["nonce"])
        assert parse_message(plain) is not None
        return Response(status=200)

    @app.get("/healthz")
    def alive() -> Response:
        return Response("ok\n")

    return app


if __name__ == "__main__":
    token, aes_key, corp_id, port = sys.argv[1:]
    serve(lambda: create_app(token, aes_key, corp_id), f"127.0.0.1:{port}")
