"""`itl-eraser console`: one phone, keys by hand, a recording."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from eraser.dsl import Driver
from eraser.engine.drafting import draft_driver
from eraser.engine.registry import load_reader
from eraser.model.address import BadAddress, split_address
from eraser.model.outcome import BadInput, EraserError
from eraser.model.phone import Facts, Phone, phone_name
from eraser.model.recording import read_recording
from eraser.model.run import now
from eraser.ops.settings import Settings
from eraser.service.assemble import open_log, phone_login, ready_drivers, run_loop
from eraser.service.commands import options as o
from eraser.service.commands.options import settings_from
from eraser.service.console import Console
from eraser.service.exit_codes import DONE, NOT_WELL
from eraser.service.notebook import Notebook
from eraser.service.sources import read_sources
from eraser.service.terminal import say, someone_is_there, tell
from eraser.wire.http_phone import HttpPhone

app = o.new_door()

_USUAL_SOFT_KEYS = 4
_PROMPT = "key> "

PhoneWord = Annotated[
    str | None,
    typer.Argument(metavar="PHONE", help="SEP...@host:port, host:port, or a name of the inventory."),
]
InventoryWords = Annotated[
    list[str] | None, typer.Option("--inventory", metavar="SOURCE", help="Where PHONE is looked up by its name.")
]
Pictures = Annotated[
    Path | None, typer.Option("--pictures", metavar="DIR", help="Where pictures go (default: the working folder).")
]
RecordingFile = Annotated[
    Path | None, typer.Option("--recording", metavar="FILE", help="The recording (default: a new name).")
]
SoftKeys = Annotated[
    int | None,
    typer.Option(
        "--soft-keys", metavar="N", min=1, max=8, help="Soft keys below the screen (default: its driver's, else 4)."
    ),
]
Draft = Annotated[
    Path | None,
    typer.Option("--draft", metavar="RECORDING", help="Print a driver drafted from this recording; no phone."),
]


@app.command()
def console(
    phone: PhoneWord = None,
    *,
    inventory: InventoryWords = None,
    pictures: Pictures = None,
    recording: RecordingFile = None,
    soft_keys: SoftKeys = None,
    draft: Draft = None,
    pace: o.Pace = None,
    config: o.Config = None,
) -> None:
    """Look at one phone's screen and press keys by hand; what happened becomes a recording.

    Keys come from the terminal or, line by line, from standard input; there the first that is not done ends it. help
    lists them. The login is that of run.
    """
    if draft is not None:
        if phone is not None:
            raise BadInput("--draft: is about a recording, not a phone; leave PHONE away")
        say(draft_driver(read_recording(_bytes_of(draft), str(draft)), draft.name))
        return
    if phone is None:
        raise BadInput("console: which phone? Write SEP...@host:port, host:port, or a name with --inventory SOURCE")
    settings = settings_from({"pace": pace, "config": config, "no_progress": True, "log_level": "warning"})
    open_log(settings)
    wanted = find_phone(phone, inventory or [])
    folder = _folder(pictures)
    _check_new(recording)
    raise typer.Exit(_session(wanted, settings, folder, recording, soft_keys))


def find_phone(word: str, sources: list[str]) -> Phone:
    """The phone that is meant.

    Raises:
        BadInput: the word is no phone, or the inventory does not have it.
    """
    name, at, address = word.rpartition("@")
    if at:
        known = phone_name(name)
        if known is None:
            raise BadInput(f"{word}: {name!r} is no phone's name; write SEP and 12 hex digits before the @")
        return Phone(known, _address(word, address))
    known = phone_name(word)
    if not sources:
        if known is not None:
            raise BadInput(f"{word}: where is it? Write {word}@host:port, or --inventory SOURCE that has its address")
        return Phone(address=_address(word, word))
    phones = [one.phone for one in run_loop(read_sources(sources)).phones]
    found = [one for one in phones if (known and one.name == known) or one.address == word]
    if len(found) != 1 or found[0].address is None:
        raise BadInput(f"{word}: {len(found) or 'no'} phones of the inventory are called so; correct it")
    return found[0]


def _address(word: str, address: str) -> str:
    try:
        split_address(address)
    except BadAddress as error:
        raise BadInput(f"{word}: the address {error}; write host or host:port") from error
    return address


def _session(phone: Phone, settings: Settings, pictures: Path, path: Path | None, soft_keys: int | None) -> int:
    """From the first look to the end of input. Each line has the loop to itself, so that Ctrl-C ends the waiting."""
    registry = ready_drivers()
    login = phone_login()
    with asyncio.Runner() as runner:  # uvloop would gain nothing with one phone
        try:
            facts = runner.run(_identify(phone))
        except EraserError as error:
            tell(f"{phone.key}: {error.detail}")
            return NOT_WELL
        driver = registry.find(facts.model or "", facts.firmware)
        slots = soft_keys or (driver.soft_key_slots if isinstance(driver, Driver) else _USUAL_SOFT_KEYS)
        reader = load_reader()
        notebook = Notebook(path or _new_path(facts), reader, soft_key_slots=slots)
        notebook.stand_ins.know("user", login.user)
        channel = HttpPhone(_the_same(phone, facts), login)
        table = Console(channel, reader, notebook, soft_key_slots=slots, pictures=pictures, say=say, pace=settings.pace)
        try:
            return _play(runner, table, facts)
        finally:
            with contextlib.suppress(EraserError):
                runner.run(table.end())
            runner.run(channel.aclose())
            runner.run(reader.aclose())
            _tell_end(notebook)


def _play(runner: asyncio.Runner, table: Console, facts: Facts) -> int:
    tell(
        f"{facts.name} is a {facts.model} with {facts.firmware}; no credential was sent to find out",
        "help lists the keys",
    )
    try:
        runner.run(table.begin())
    except EraserError as error:
        tell(error.detail)
        return NOT_WELL
    at_terminal = someone_is_there()
    for line in _lines(at_terminal=at_terminal):
        if line == "quit":
            break
        if not runner.run(table.do(line)) and not at_terminal:
            tell(f"stopped at: {line}")
            return NOT_WELL
    return DONE


def _lines(*, at_terminal: bool) -> Iterator[str]:
    """What is typed, until its end. From a file or a pipe it is repeated, so that the transcript can be read."""
    if at_terminal:
        with contextlib.suppress(ImportError):  # it is not on every platform
            import readline  # noqa: F401, PLC0415 - editing and history of this session
        with contextlib.suppress(EOFError):
            while True:
                yield input(_PROMPT).strip()
    for raw in sys.stdin:
        line = raw.strip()
        if line and not line.startswith("# "):
            say(f"{_PROMPT}{line}")
            yield line


async def _identify(phone: Phone) -> Facts:
    """The phone's own page, asked for without any login to send."""
    channel = HttpPhone(phone, None)
    try:
        return await channel.identify()
    finally:
        await channel.aclose()


def _the_same(phone: Phone, facts: Facts) -> Phone:
    """From now on it must be the phone that showed itself."""
    return Phone(facts.name, phone.address, facts.model, facts.firmware, scheme=phone.scheme)


def _tell_end(notebook: Notebook) -> None:
    if not notebook.is_worth_keeping:
        return
    hidden = len(notebook.stand_ins.hidden)
    tell(
        f"recording: {notebook.path} ({hidden} words and numbers hidden; read it before you share it)",
        f"a driver drafted from it: itl-eraser console --draft {notebook.path}",
    )


def _new_path(facts: Facts) -> Path:
    model = re.sub(r"[^A-Za-z0-9]+", "-", facts.model or "phone").strip("-")
    return Path(f"itl-eraser-recording-{model}-{now():%Y%m%d-%H%M%S}.json")


def _folder(pictures: Path | None) -> Path:
    folder = pictures or Path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"--pictures {folder}: can not be made ({error.strerror}); choose another folder") from error
    return folder


def _check_new(recording: Path | None) -> None:
    if recording is not None and recording.exists():
        raise BadInput(f"--recording {recording}: is there already; choose a new name")


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"--draft {path}: can not be read ({error.strerror}); check the path") from error
