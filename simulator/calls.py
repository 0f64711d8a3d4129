"""One call of the server API, as its functions see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """`body` is {} where the request's was no JSON object (`is_bad_json`); `invalid` are userids a fault forbids."""

    args: Mapping[str, str]
    body: Json
    files: Mapping[str, FileStorage]
    headers: Mapping[str, str]
    remote: str
    body_bytes: int
    is_bad_json: bool = False
    invalid: tuple[str, ...] = ()

    @classmethod
    def from_request(cls, invalid: tuple[str, ...] = ()) -> "Call":
        body: Any = {}
        is_bad = False
        if request.method == "POST" and not request.files:
            try:
                body = json.loads(request.get_data(cache=True))
            except ValueError:
                body = None
            if not isinstance(body, dict):
                body, is_bad = {}, True
        return cls(
            request.args.to_dict(),
            body,
            request.files.to_dict(),
            dict(request.headers),
            request.remote_addr or "",
            request.content_length or 0,
            is_bad,
            invalid,
        )

    def int_arg(self, name: str, default: int | None = None) -> int | None:
        """An integer of the query string; `default` where it is missing or is none."""
        try:
            return int(self.args.get(name, ""))
        except ValueError:
            return default
