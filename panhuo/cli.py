"""The command line: each command lives in its own module and is put on the list here."""

import logging
import sys
from typing import Any

import structlog
import typer
from typer.core import TyperGroup

from panhuo.affinity.command import affinity
from panhuo.conformance.command import conformance
from panhuo.demo.command import demo
from panhuo.importing import INTERRUPTED, import_file
from panhuo.operating.dead_letters import app as dead_letters
from panhuo.operating.streams import accept_loss, digest, raise_heads, rebuild, reset_fuse
from panhuo.registering import FORMAT, register
from panhuo.runtime.registered import accounts
from panhuo.runtime.serve import migrate, prepare, serve
from panhuo.runtime.token import token
from panhuo.runtime.up import up
from panhuo.sample import sample


class Commands(TyperGroup):
    """Whatever runs, Ctrl-C ends it with a line; a command that has more to say of it says so itself."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer keeps the types to itself
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("Stopped.", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="panhuo",
    cls=Commands,
    help="Bring idle patents to use: run, inspect and repair the platform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)

app.command()(up)
app.command()(demo)
app.command()(serve)
app.command()(migrate)
app.command()(prepare)
app.command()(token)
app.command()(accounts)
app.command("import")(import_file)
app.command(epilog=FORMAT)(register)
app.command()(sample)
app.command()(conformance)
app.command()(affinity)
app.command()(digest)
app.command()(rebuild)
app.command()(reset_fuse)
app.command()(accept_loss)
app.command()(raise_heads)
app.add_typer(dead_letters, name="dead-letters")


def main() -> None:
    log_warnings_only()
    # A broker that does not answer is told of once, by us; its client would repeat it.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    app()


def log_warnings_only() -> None:
    """A command speaks to a person in its own words; only `panhuo serve` logs all it does, by settings of its own."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
