"""The parts of the README that are made from the program. `python -m tests.architecture.readme_blocks` writes them anew."""

from __future__ import annotations

from eraser.dsl import AnyDriver, ByHand, Driver, Evidence, Key, Label, NoList, Route, SoftKey, label_of
from eraser.engine.registry import load_drivers
from eraser.model.states import TRANSITIONS, State
from eraser.ops.bounds import bounds_table
from tests.architecture.source import ROOT

README = ROOT / "README.md"


def phones_table() -> str:
    """Models, routes and strength of evidence, from the drivers."""
    lines = ["| models | way | erases | strength of evidence |", "| --- | --- | --- | --- |"]
    for driver in sorted(load_drivers().drivers, key=_place):
        models = ", ".join(driver.models)
        for way, erases, evidence in _answers(driver):
            lines.append(f"| {models} | {way} | {erases} | {evidence.strength.replace('_', ' ')} |")
    return "\n".join(lines)


def _place(driver: AnyDriver) -> tuple[int, tuple[str, ...]]:
    """Phones that are erased first, then those without a list, then those that a person goes to."""
    return (Driver, NoList, ByHand).index(type(driver)), driver.models


def _answers(driver: AnyDriver) -> list[tuple[str, str, Evidence]]:
    if isinstance(driver, NoList):
        return [(f"none needed: {driver.because}", "–", driver.source)]
    if isinstance(driver, ByHand):
        return [(f"by hand: {driver.because[0].lower()}{driver.because[1:]}", "–", driver.source)]
    # Routes of one way for several loads differ in digits that nobody presses unseen.
    ways = {(_way(route), str(route.erases)): route.source for route in reversed(driver.routes)}
    return [(way, erases, evidence) for (way, erases), evidence in reversed(ways.items())]


def _way(route: Route) -> str:
    steps = [
        " or ".join(_step(one) for one in (route.enter, route.enter_else) if one is not None),
        *(_step(one) for one in route.path),
        _step(route.confirm),
    ]
    return " › ".join(steps)


def _step(step: Key | Label | SoftKey) -> str:
    """A key or a row as it is written; a soft key in italics."""
    if isinstance(step, Key):
        return step.name
    words = label_of(step).alternatives[0]
    return f"*{words}*" if isinstance(step, SoftKey) and not step.if_shown else words


def states_diagram() -> str:
    """The table of states as a diagram."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.PENDING}"]
    for state, nexts in TRANSITIONS.items():
        lines += [f"    {state} --> {one}" for one in sorted(nexts) if one is not State.SETTLED]
    lines += [f"    {state} --> {State.SETTLED}" for state, nexts in TRANSITIONS.items() if State.SETTLED in nexts]
    return "\n".join([*lines, f"    {State.SETTLED} --> [*]", "```"])


BLOCKS = {"phones": phones_table, "states": states_diagram, "limits": bounds_table}


def renewed(text: str) -> str:
    """The README with each block made anew."""
    for name, make in BLOCKS.items():
        begin, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
        before, found, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{make()}\n{end}{after}"
        assert found, f"README.md has no block {name}"
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
