"""健康检查: GET /healthz (alive), /readyz (could work now), /metrics (Prometheus)."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog
from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

log = structlog.get_logger(__name__)

Check = Callable[[], bool]


@dataclass(frozen=True)
class Gauge:
    """A number that is read when Prometheus asks, such as the messages that wait in SQL."""

    name: str
    help: str
    read: Callable[[], float]


def health_blueprint(checks: Mapping[str, Check], gauges: Sequence[Gauge]) -> Blueprint:
    """The three pages. A check that returns False or raises makes /readyz answer 503; the body names each check.

    /metrics adds the counters of all processes when PROMETHEUS_MULTIPROC_DIR was set before they started (the
    supervisor does), else those of this one.
    """
    pages = Blueprint("health", __name__)

    @pages.get("/healthz", provide_automatic_options=False)
    def alive() -> Response:
        return Response("ok\n", content_type="text/plain")

    @pages.get("/readyz", provide_automatic_options=False)
    def ready() -> tuple[Response, int]:
        found = {name: _passes(name, check) for name, check in checks.items()}
        return jsonify(found), 200 if all(found.values()) else 503

    @pages.get("/metrics", provide_automatic_options=False)
    def metrics() -> Response:
        gauges_now = CollectorRegistry()
        gauges_now.register(_Gauges(gauges))
        return Response(generate_latest(_counters()) + generate_latest(gauges_now), content_type=CONTENT_TYPE_LATEST)

    return pages


class _Gauges(Collector):
    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for gauge in self._gauges:
            try:
                value = gauge.read()
            except Exception:  # the others are worth having
                log.exception("metrics.gauge_failed", gauge=gauge.name)
            else:
                yield GaugeMetricFamily(gauge.name, gauge.help, value=value)


def _counters() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


def _passes(name: str, check: Check) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 — whatever it is: not ready
        log.warning("readyz.check_failed", check=name, error=f"{type(error).__name__}: {error}")
        return False
