"""The command line: each command lives in its own module and is put on the list here."""

import typer

app = typer.Typer(
    name="panhuo",
    help="Bring idle patents to use: run, inspect and repair the platform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def panhuo() -> None:
    """Keep commands addressable by name, also while there is only one."""


def main() -> None:
    app()
