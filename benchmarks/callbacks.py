"""回调: how many callbacks a second we acknowledge durably, beside an echo that stores nothing."""

import statistics

from benchmarks.figures import Figure, percentile, spread
from benchmarks.load import Run, as_fast_as_possible, at_rate, prepared
from benchmarks.product import python, running

_ROUNDS = 5
_REQUESTS = 1500
_CONNECTIONS = 16
_STEADY_PER_SECOND = 50
_STEADY_SECONDS = 15


def measure() -> list[Figure]:
    """Ours and the peer's in turn, A B A B, over the same kind of requests; then ours at a steady 50 a second."""
    with running("web") as product:
        app = product.world.app
        peer_command = ("-m", "benchmarks.echo_peer", app.token, app.aes_key, product.world.corp_id)
        with python(*peer_command) as peer_url:
            ours: list[Run] = []
            peers: list[Run] = []
            for url, runs in [(product.url, ours), (peer_url, peers)] * (_ROUNDS + 1):
                requests = prepared(product.sender, url, _REQUESTS)
                runs.append(_checked(as_fast_as_possible(url, requests, _CONNECTIONS)))
        steady_requests = prepared(product.sender, product.url, _STEADY_PER_SECOND * _STEADY_SECONDS)
        steady = _checked(at_rate(product.url, steady_requests, _CONNECTIONS, _STEADY_PER_SECOND))
    # the first round of each warms up: imports, caches, connections
    our_rates = [run.per_second for run in ours[1:]]
    peer_rates = [run.per_second for run in peers[1:]]
    ratio = statistics.median(mine / other for mine, other in zip(our_rates, peer_rates, strict=True))
    p99 = percentile(steady.waits, 99)
    busiest = max(run.sender_share for run in (*ours, *peers))
    return [
        Figure(
            "回调落盘后应答（条/秒，SQLite）", "≥ 0.6 × 对比", spread(our_rates),
            f"{spread(peer_rates)}：Flask + wechatpy 空应答", f"{ratio:.2f}", ratio >= 0.6,
        ),
        Figure("回调应答 p99（50 条/秒）", "< 1000 ms", f"{p99 * 1000:.0f} ms", is_met=p99 < 1),
        Figure("发送端占用（核）", "", f"{busiest:.2f}"),
    ]  # fmt: skip


def _checked(run: Run) -> Run:
    if run.refused:
        raise RuntimeError(f"{run.refused} callbacks were refused")
    return run
