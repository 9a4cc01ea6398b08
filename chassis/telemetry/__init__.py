"""What is seen from outside: traces, metrics and log lines.

Logs: ``log = structlog.get_logger(__name__)``. Metrics and attribute names: ``chassis.telemetry.names``.
"""

from opentelemetry.trace import SpanKind

from chassis.telemetry.logs import log_to_stdout
from chassis.telemetry.tracing import batch_span, current_trace_id, current_traceparent, is_sampled, span_from, trace_to

__all__ = [
    "SpanKind",
    "batch_span",
    "current_trace_id",
    "current_traceparent",
    "is_sampled",
    "log_to_stdout",
    "span_from",
    "trace_to",
]
