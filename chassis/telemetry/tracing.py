"""One trace from an HTTP request through outbox, Kafka and handler, by the traceparent of each event."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, ParentBased
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags, TraceState

from chassis.telemetry import names

Attributes = Mapping[str, str | int | float | bool]

FOLLOWED: Final = 16
"""Traces of one batch that get a span of their own; an import is one trace with a million events."""
LINKED: Final = 128
_LENGTH: Final = 55
_HEX: Final = frozenset("0123456789abcdef")


def trace_to(service: str, *, endpoint: str | None, processor: SpanProcessor | None = None) -> TracerProvider:
    """Start tracing for this process. Without an endpoint ids are carried and logged, nothing recorded.

    Spans leave in batches from a thread of their own; a collector that is away costs a bounded queue.
    """
    recording = endpoint is not None or processor is not None
    provider = TracerProvider(
        sampler=ParentBased(ALWAYS_ON) if recording else ALWAYS_OFF,
        resource=Resource.create({"service.name": f"panhuo-{service}", "service.namespace": "panhuo"}),
    )
    if endpoint is not None:
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=2)))
    if processor is not None:
        provider.add_span_processor(processor)
    _Tracing.tracer = provider.get_tracer("panhuo")
    _Tracing.recording = recording
    return provider


class _Tracing:
    """The tracer of this process. Not OpenTelemetry's global one: that can be set once only."""

    tracer: trace.Tracer = trace.NoOpTracer()
    recording: bool = False


def current_traceparent() -> str | None:
    """What an event said now has to carry; None outside of any trace."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def current_trace_id() -> str | None:
    """What an operator searches for; None outside of any trace."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None


def is_sampled(traceparent: str | None) -> bool:
    return traceparent is not None and len(traceparent) == _LENGTH and traceparent[-1] in "13579bdf"


def read_traceparent(traceparent: str | None) -> SpanContext | None:
    """The context that a header names; None where it names none or is malformed."""
    if traceparent is None or len(traceparent) != _LENGTH:
        return None
    version, trace_id, span_id, flags = (traceparent.split("-") + [""] * 4)[:4]
    if version != "00" or (len(trace_id), len(span_id), len(flags)) != (32, 16, 2):
        return None
    if not _HEX.issuperset(trace_id + span_id + flags):
        return None
    context = SpanContext(
        int(trace_id, 16),
        int(span_id, 16),
        is_remote=True,
        trace_flags=TraceFlags(int(flags, 16)),
        trace_state=TraceState(),
    )
    return context if context.is_valid else None


@contextmanager
def span_from(
    traceparent: str | None,
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Attributes | None = None,
) -> Iterator[Span]:
    """A span that continues the given trace; a new trace where there is none."""
    parent = read_traceparent(traceparent)
    # An empty context, not None: what comes from outside must not become a child of what happens to run here.
    context = trace.set_span_in_context(trace.NonRecordingSpan(parent or trace.INVALID_SPAN_CONTEXT))
    with _Tracing.tracer.start_as_current_span(name, context, kind, attributes) as span:
        yield span


@contextmanager
def batch_span(
    destination: str, traceparents: Iterable[str | None], attributes: Attributes | None = None
) -> Iterator[Span]:
    """One span for a batch, linked to its events' traces; and in each of those (up to FOLLOWED) one more.

    Free when nothing is recorded; with recording it costs by distinct trace, never by event.
    """
    if not _Tracing.recording:
        yield trace.INVALID_SPAN
        return
    name = f"process {destination}"
    marked = {
        names.MESSAGING_SYSTEM: "kafka",
        names.MESSAGING_OPERATION_NAME: "process",
        names.MESSAGING_OPERATION_TYPE: "process",
        names.MESSAGING_DESTINATION: destination,
        **(attributes or {}),
    }
    sampled = list(dict.fromkeys(text for text in traceparents if is_sampled(text)))[:LINKED]
    contexts = [context for text in sampled if (context := read_traceparent(text)) is not None]
    started, failure = time.time_ns(), None
    try:
        with _Tracing.tracer.start_as_current_span(
            name,
            trace.set_span_in_context(trace.INVALID_SPAN),
            SpanKind.CONSUMER,
            marked,
            links=[Link(context) for context in contexts],
        ) as span:
            yield span
    except BaseException as error:
        failure = type(error).__name__
        raise
    finally:
        for context in contexts[:FOLLOWED]:
            parent = trace.set_span_in_context(trace.NonRecordingSpan(context))
            beside = _Tracing.tracer.start_span(
                name,
                parent,
                SpanKind.CONSUMER,
                marked,
                links=[Link(span.get_span_context())],
                start_time=started,
            )
            if failure is not None:
                beside.set_attribute(names.ERROR_TYPE, failure)
                beside.set_status(Status(StatusCode.ERROR))
            beside.end()
