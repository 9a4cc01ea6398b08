"""One JSON line per log record, on standard output, with the ids of the trace that it belongs to."""

import logging
import sys
from typing import TextIO

import orjson
import structlog
from opentelemetry import trace
from structlog.typing import EventDict, WrappedLogger

from chassis.telemetry import names


def log_to_stdout(service: str, level: str = "INFO") -> None:
    """Send the product's own and the libraries' records through one formatter."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
        _with_service(service),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _Stdout()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(serializer=_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [*(other for other in root.handlers if not isinstance(other, _Stdout)), handler]
    root.setLevel(level)
    for library in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(library).handlers.clear()
        logging.getLogger(library).propagate = True
    # Requests are measured and traced; a line for each would only repeat that, with the query strings in it.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("aiokafka").setLevel(logging.WARNING)


class _Stdout(logging.StreamHandler[TextIO]):
    """Whatever is standard output when a record comes, not what it was when the process began."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # an attribute there
        return sys.stdout


def _with_trace(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line[names.LOG_TRACE] = f"{context.trace_id:032x}"
        line[names.LOG_SPAN] = f"{context.span_id:016x}"
    return line


def _with_service(service: str) -> structlog.typing.Processor:
    def add(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        line[names.LOG_SERVICE] = service
        return line

    return add


def _json(line: EventDict, **_: object) -> str:
    return orjson.dumps(line, default=str).decode()
