"""What is seen from outside: one trace, one list of names, and dashboards that ask for what there is."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import opentelemetry.semconv._incubating.attributes.messaging_attributes as messaging
import opentelemetry.semconv.attributes.error_attributes as errors
import opentelemetry.semconv.attributes.http_attributes as http
import opentelemetry.semconv.attributes.url_attributes as url
import pytest
import structlog
import yaml
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY, generate_latest

from chassis import telemetry
from chassis.identity import Principal, anyone
from chassis.telemetry import names, tracing
from tests.chassis.conftest import Serve

ROOT = Path(__file__).parents[2]
FROM_OUTSIDE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
TRACE = int(FROM_OUTSIDE.split("-")[1], 16)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Spans of the test; the tracer of the process is put back after it."""
    monkeypatch.setattr(tracing._Tracing, "tracer", tracing._Tracing.tracer)
    monkeypatch.setattr(tracing._Tracing, "recording", False)
    exporter = InMemorySpanExporter()
    provider = telemetry.trace_to("inventory", endpoint=None, processor=SimpleSpanProcessor(exporter))
    yield exporter
    provider.shutdown()


def test_an_event_carries_the_trace_of_the_command_to_its_effect(spans: InMemorySpanExporter) -> None:
    with telemetry.span_from(FROM_OUTSIDE, "POST", telemetry.SpanKind.SERVER):
        carried = telemetry.current_traceparent()
    with telemetry.batch_span("cn.inventory.v1", [carried, None, carried, "rubbish"], {names.MESSAGING_BATCH: 4}):
        pass

    server, batch, effect = spans.get_finished_spans()
    assert {server.context.trace_id, effect.context.trace_id} == {TRACE}
    assert effect.parent is not None
    assert effect.parent.span_id == server.context.span_id
    assert [link.context.trace_id for link in batch.links] == [TRACE]
    assert [link.context.span_id for link in effect.links] == [batch.context.span_id]
    assert batch.context.trace_id != TRACE
    assert batch.name == "process cn.inventory.v1"


def test_a_batch_that_fails_shows_in_the_traces_that_led_to_it(spans: InMemorySpanExporter) -> None:
    with pytest.raises(LookupError), telemetry.batch_span("cn.inventory.v1", [FROM_OUTSIDE]):
        raise LookupError

    effect = next(span for span in spans.get_finished_spans() if span.context.trace_id == TRACE)
    assert effect.attributes is not None
    assert effect.attributes[names.ERROR_TYPE] == "LookupError"
    assert not effect.status.is_ok


def test_a_batch_costs_by_trace_and_never_by_event(spans: InMemorySpanExporter) -> None:
    with telemetry.batch_span("cn.inventory.v1", [FROM_OUTSIDE] * 1000):
        pass
    assert len(spans.get_finished_spans()) == 2

    spans.clear()
    many = [f"00-{n:032x}-{n:016x}-01" for n in range(1, 1001)]
    with telemetry.batch_span("cn.inventory.v1", many):
        pass
    assert len(spans.get_finished_spans()) == 1 + tracing.FOLLOWED


def test_without_a_collector_ids_are_carried_and_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing._Tracing, "tracer", tracing._Tracing.tracer)
    monkeypatch.setattr(tracing._Tracing, "recording", True)
    telemetry.trace_to("inventory", endpoint=None)

    assert telemetry.current_traceparent() is None
    with telemetry.span_from(None, "POST") as span:
        carried = telemetry.current_traceparent()
        assert not span.is_recording()
    assert carried is not None
    assert not telemetry.is_sampled(carried)
    with telemetry.batch_span("cn.inventory.v1", [FROM_OUTSIDE]) as off:
        assert not off.is_recording()


@given(st.text(max_size=60) | st.from_regex(r"\A[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z"))
def test_no_header_of_a_stranger_breaks_a_trace(text: str) -> None:
    read = tracing.read_traceparent(text)

    assert read is None or read.is_valid
    telemetry.is_sampled(text)


async def test_a_request_is_a_span_by_route_and_its_log_lines_carry_its_trace(
    serve: Serve, spans: InMemorySpanExporter, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter(prefix="/monitoring")

    @router.get("/api/patents/{number}")
    async def read(_principal: Annotated[Principal, Depends(anyone)], number: str) -> str:
        structlog.get_logger().info("looked", number=number)
        return number

    recording = tracing._Tracing.tracer
    async with serve([router]) as client:
        # The application began tracing for itself, into nowhere.
        monkeypatch.setattr(tracing._Tracing, "tracer", recording)
        await client.get("/en/monitoring/api/patents/42?secret=1", headers={"traceparent": FROM_OUTSIDE})

    span = spans.get_finished_spans()[-1]
    assert span.context.trace_id == TRACE
    assert span.name == "GET /monitoring/api/patents/{number}"
    assert span.attributes is not None
    assert span.attributes[names.HTTP_STATUS] == 200
    assert "secret" not in str(dict(span.attributes))
    line = next(json.loads(text) for text in capsys.readouterr().out.splitlines() if '"looked"' in text)
    assert line[names.LOG_TRACE] == f"{TRACE:032x}"
    assert line[names.LOG_SERVICE] == "monitoring"


def test_a_log_line_is_one_line_whatever_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry.log_to_stdout("inventory")
    try:
        json.loads("two\nlines")
    except ValueError:
        logging.getLogger("library").exception("broke\n%s", '{"level": "forged"}')

    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert said["level"] == "error"
    assert "\n" in said["exception"]


def test_attribute_names_are_those_of_the_conventions() -> None:
    known = {
        value for module in (messaging, errors, http, url) for value in vars(module).values() if isinstance(value, str)
    }
    ours = {
        value
        for name, value in vars(names).items()
        if isinstance(value, str) and re.match(r"(HTTP|URL|ERROR|MESSAGING)_", name)
    }

    assert len(ours) > 10
    assert ours <= known


def test_many_ages_are_observed_at_once() -> None:
    names.EVENT_AGE.observe_all("test-stream", [0.001, 0.3, 0.3, 1e9])

    def bucket(bound: str) -> float | None:
        return REGISTRY.get_sample_value(
            "panhuo_event_age_at_effect_seconds_bucket", {"stream": "test-stream", "le": bound}
        )

    assert (bucket("0.005"), bucket("0.25"), bucket("0.5"), bucket("+Inf")) == (1, 1, 3, 4)


# ---- dashboards and alerts ------------------------------------------------------------------------

METRIC = re.compile(r"\b(?:panhuo|http_server)_[a-z_]+\b")
LABEL = re.compile(r"\b([a-z_]+)\s*(?:=~|=|!=)")


def published() -> set[str]:
    """Every sample name that /metrics can have."""
    for metric in (names.CONSUMER_LAG.labels("t", "0"), names.EVENTS.labels("s", "applied"), names.READY.labels("x")):
        assert metric is not None
    names.BATCH_RETRIES.labels("x")
    names.RELAY_PUBLISHED.labels("s")
    names.HTTP_DURATION.labels("GET", "/", "200")
    names.EVENT_AGE.observe_all("s", [1.0])
    return {line.split("{")[0].split(" ")[0] for line in generate_latest().decode().splitlines() if line[0] != "#"}


def expressions() -> list[str]:
    rules = yaml.safe_load((ROOT / "deploy/alerts/panhuo.yml").read_text())
    board = json.loads((ROOT / "deploy/grafana/panhuo.json").read_text())
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    return asked + [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def test_dashboard_and_alerts_ask_only_for_metrics_that_there_are() -> None:
    asked = {metric for expression in expressions() for metric in METRIC.findall(expression)}

    assert asked <= published()
    assert len(asked) > 8


def test_each_of_the_four_numbers_has_a_panel_and_an_alert() -> None:
    rules = yaml.safe_load((ROOT / "deploy/alerts/panhuo.yml").read_text())["groups"][0]["rules"]
    board = json.loads((ROOT / "deploy/grafana/panhuo.json").read_text())
    stats = " ".join(str(panel["targets"]) for panel in board["panels"] if panel["type"] == "stat")
    for number in (
        "panhuo_outbox_oldest_seconds",
        "panhuo_dead_letters_open",
        "panhuo_consumer_lag_events",
        "panhuo_event_age_at_effect_seconds",
    ):
        assert number in stats
        assert any(number in rule["expr"] for rule in rules)


def test_panels_do_not_overlap_and_alerts_say_what_to_do() -> None:
    board: dict[str, Any] = json.loads((ROOT / "deploy/grafana/panhuo.json").read_text())
    cells = [
        (x, y)
        for panel in board["panels"]
        for grid in [panel["gridPos"]]
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]
    assert len(cells) == len(set(cells))
    assert all(x < 24 for x, _ in cells)
    for rule in yaml.safe_load((ROOT / "deploy/alerts/panhuo.yml").read_text())["groups"][0]["rules"]:
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"]


async def test_a_collector_that_is_away_does_not_hold_up_a_stop() -> None:
    provider = telemetry.trace_to("inventory", endpoint="http://127.0.0.1:1")
    with telemetry.span_from(None, "POST"):
        pass
    async with asyncio.timeout(15):
        await asyncio.to_thread(provider.shutdown)
    telemetry.trace_to("inventory", endpoint=None)
