"""The parts of the README that are made from the program. `python -m tests.architecture.readme_blocks` writes them anew."""

from __future__ import annotations

from eraser.dsl import Driver, NoList
from eraser.engine.registry import load_drivers
from eraser.model.states import TRANSITIONS, State
from tests.architecture.source import ROOT

README = ROOT / "README.md"


def phones_table() -> str:
    """Models, routes and strength of evidence, from the drivers."""
    lines = ["| models | way | erases | strength of evidence |", "| --- | --- | --- | --- |"]
    for driver in sorted(load_drivers().drivers, key=lambda one: one.models):
        models = ", ".join(driver.models)
        if isinstance(driver, NoList):
            lines.append(f"| {models} | none needed: {driver.because} | – | {driver.source.strength} |")
        if isinstance(driver, Driver):
            for route in driver.routes:
                way = " › ".join([route.enter.name, *(label.alternatives[0] for label in route.path)])
                lines.append(
                    f"| {models} | {way} › *{route.confirm.label.alternatives[0]}* | {route.erases} | {route.source.strength} |"
                )
    return "\n".join(lines)


def states_diagram() -> str:
    """The table of states as a diagram."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.PENDING}"]
    for state, nexts in TRANSITIONS.items():
        lines += [f"    {state} --> {one}" for one in sorted(nexts) if one is not State.SETTLED]
    lines += [f"    {state} --> {State.SETTLED}" for state, nexts in TRANSITIONS.items() if State.SETTLED in nexts]
    return "\n".join([*lines, f"    {State.SETTLED} --> [*]", "```"])


BLOCKS = {"phones": phones_table, "states": states_diagram}


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
