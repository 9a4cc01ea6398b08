"""Every metric and every span attribute that the product has, by name."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from threading import Lock
from typing import Final

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

# ---- span attributes: OpenTelemetry semantic conventions 1.37 -------------------------------------

HTTP_METHOD: Final = "http.request.method"
HTTP_ROUTE: Final = "http.route"
HTTP_STATUS: Final = "http.response.status_code"
URL_PATH: Final = "url.path"
URL_SCHEME: Final = "url.scheme"
ERROR_TYPE: Final = "error.type"
MESSAGING_SYSTEM: Final = "messaging.system"
MESSAGING_OPERATION_NAME: Final = "messaging.operation.name"
MESSAGING_OPERATION_TYPE: Final = "messaging.operation.type"
MESSAGING_DESTINATION: Final = "messaging.destination.name"
MESSAGING_BATCH: Final = "messaging.batch.message_count"

# Keys of a log line.

LOG_TRACE: Final = "trace_id"
LOG_SPAN: Final = "span_id"
LOG_SERVICE: Final = "service"


class BulkHistogram(Collector):
    """A histogram that takes a batch of values at once: one lock for all, one bisection for each."""

    def __init__(self, name: str, documentation: str, *, label: str, bounds: Iterable[float]) -> None:
        self._name, self._documentation, self._label = name, documentation, label
        self._bounds = tuple(bounds)
        self._counts: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}
        self._lock = Lock()
        REGISTRY.register(self)

    def observe_all(self, label: str, values: Iterable[float]) -> None:
        bounds = self._bounds
        with self._lock:
            counts = self._counts.setdefault(label, [0] * (len(bounds) + 1))
            total = 0.0
            for value in values:
                counts[bisect_left(bounds, value)] += 1
                total += value
            self._sums[label] = self._sums.get(label, 0.0) + total

    def collect(self) -> Iterator[HistogramMetricFamily]:
        family = HistogramMetricFamily(self._name, self._documentation, labels=[self._label])
        names = [*(str(bound) for bound in self._bounds), "+Inf"]
        with self._lock:
            for label, counts in self._counts.items():
                buckets = [(name, float(n)) for name, n in zip(names, accumulate(counts), strict=True)]
                family.add_metric([label], buckets, self._sums[label])
        yield family

    def describe(self) -> Iterator[HistogramMetricFamily]:
        yield HistogramMetricFamily(self._name, self._documentation, labels=[self._label])


_LATENCIES: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_AGES: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600, 86400)
_SIZES: Final = (1, 5, 10, 50, 100, 250, 500, 1000)

# ---- the four numbers, each with an alert in deploy/alerts/panhuo.yml ------------------------------

OUTBOX_OLDEST: Final = Gauge(
    "panhuo_outbox_oldest_seconds", "Age of the oldest event that waits to be published; 0 when none waits"
)
DEAD_LETTERS_OPEN: Final = Gauge("panhuo_dead_letters_open", "Dead letters that nobody has closed yet")
CONSUMER_LAG: Final = Gauge(
    "panhuo_consumer_lag_events", "Events between the position and the end of the log", ["topic", "partition"]
)
EVENT_AGE: Final = BulkHistogram(
    "panhuo_event_age_at_effect_seconds",
    "Time from an event's own time to its effect in this service",
    label="stream",
    bounds=_AGES,
)

# ---- delivery -------------------------------------------------------------------------------------

EVENTS: Final = Counter(
    "panhuo_events",
    "Events by what became of them: applied, duplicate, buried, unknown",
    ["stream", "outcome"],
)
BATCH_SIZE: Final = Histogram("panhuo_batch_events", "Events in a batch", buckets=_SIZES)
BATCH_DURATION: Final = Histogram(
    "panhuo_batch_duration_seconds", "One batch, from its first record to its commit", buckets=_LATENCIES
)
BATCH_RETRIES: Final = Counter("panhuo_batch_retries", "Batches tried again", ["reason"])
RELAY_PUBLISHED: Final = Counter("panhuo_relay_published", "Events that the broker acknowledged", ["stream"])
FUSE_BLOWN: Final = Gauge("panhuo_fuse_blown", "1 while the fuse has stopped the service's readers")

# ---- HTTP -----------------------------------------------------------------------------------------

HTTP_DURATION: Final = Histogram(
    "http_server_request_duration_seconds",
    "Requests by route",
    ["http_request_method", "http_route", "http_response_status_code"],
    buckets=_LATENCIES,
)
READY: Final = Gauge("panhuo_ready", "1 for each readiness check that holds", ["check"])
