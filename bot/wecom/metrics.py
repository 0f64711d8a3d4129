"""Counters of the door, for /metrics."""

from prometheus_client import Counter

CALLBACKS = Counter("wecom_callbacks", "Callbacks taken, by kind of content", ["kind"])
REJECTED = Counter("wecom_callbacks_rejected", "Callbacks refused, by reason", ["reason"])
API_CALLS = Counter("wecom_api_calls", "Calls to the WeCom API, by path and outcome", ["path", "outcome"])
TOKENS = Counter("wecom_token_fetches", "gettoken calls, by outcome", ["outcome"])
