"""The doors: `itl-eraser COMMAND`. A command's module is loaded when it is called, so that `--help` is quick."""

from __future__ import annotations

import errno
import importlib
import importlib.metadata
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from eraser.model.outcome import BadInput
from eraser.service.exit_codes import BAD_INPUT, INTERRUPTED, NOT_WELL

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

COMMANDS = {
    "rehearse": "Erase a simulated fleet on this machine and check every result.",
    "simulate": "Only the simulated fleet, until interrupted.",
    "plan": "Look at every phone and say what would be done; nothing is pressed.",
    "run": "The main job: look, decide, navigate, look again, erase, watch, verify, record.",
    "resume": "Go on with an interrupted or crashed run.",
    "runs": "Earlier runs.",
    "report": "The report of an earlier run again, from the store alone.",
    "trust": "Trust lists and signed files: what they hold, and whether a phone will take them.",
    "drivers": "Supported phones with the strength of the evidence; one route as a script.",
    "console": "Look at one phone's screen, press keys by hand, and record what happened.",
    "authd": "Answer for a dead authentication server, so that phones take keys again.",
    "doctor": "Check on a quiet day what an emergency needs: this machine, servers, phones.",
    "inventory": "Merge sources to one list; show where each field came from and what disagrees.",
}


class Doors(TyperGroup):
    """Finds commands by name, and turns what they raise into lines and exit codes."""

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"eraser.service.commands.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """From the table above: the modules stay where they are."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: Any) -> Any:
        """Runs a command.

        Raises:
            typer.Exit: with the exit code of the contract.
        """
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            sys.stderr.write("interrupted\n")
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:
            if hasattr(error, "format_message"):  # typer's own usage errors print themselves and exit with 2
                raise
            raise typer.Exit(_told(error)) from None


def _told(error: Exception) -> int:
    terminal = importlib.import_module("eraser.service.terminal")
    if isinstance(error, BadInput):
        terminal.tell(*error.faults)
        return BAD_INPUT
    if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
        terminal.tell(f"the output can not be written ({error.strerror}); free space there, or send it elsewhere")
        return NOT_WELL
    path = terminal.record_crash(error)
    where = f"the traceback is in {path}" if path else "the traceback could not be written here"
    terminal.tell(f"internal error: {type(error).__name__}: {' '.join(str(error).split())}; {where}, please report it")
    return NOT_WELL


app = typer.Typer(
    cls=Doors,
    help="Erases stale trust lists from Cisco IP phones, and proves it for each phone.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"itl-eraser {importlib.metadata.version('itl-eraser')}")
        raise typer.Exit


@app.callback()
def doors(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Erases stale trust lists from Cisco IP phones, and proves it for each phone."""
    del version


def main() -> None:
    """The entry point `itl-eraser`."""
    try:
        app(prog_name="itl-eraser")
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stderr.close()
        sys.exit(NOT_WELL)
