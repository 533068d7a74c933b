"""A route as a technician would read it aloud: key by key, with what the screen must show."""

from __future__ import annotations

from collections.abc import Iterator

from eraser.dsl import (
    AnyDriver,
    ByHand,
    Driver,
    Expectation,
    FactGone,
    Firmware,
    Key,
    Label,
    Lists,
    NoList,
    Restarts,
    Route,
    ScreenChanged,
    SoftKey,
    StatusSays,
    Step,
    label_of,
)

_LISTS = {Lists.ITL: "the ITL", Lists.CTL: "the CTL", Lists.BOTH: "CTL and ITL together"}
WEAK = "Weak evidence: a first phone must prove it. Without canary waves it runs only with --trust-weak for the model."
_FACTS = {"itl_signature": "ITL signature", "ctl_signature": "CTL signature"}


def script_of(model: str, driver: AnyDriver, routes: tuple[Route, ...]) -> str:
    """What is done with this model, as text."""
    lines = [f"{model}: driver {driver.name}"]
    if isinstance(driver, NoList):
        lines += [f"Nothing is pressed: {driver.because}.", f"Evidence: {driver.source}."]
    elif isinstance(driver, ByHand):
        lines += [f"By hand: {driver.because}.", driver.instructions, f"Evidence: {driver.source}."]
    else:
        lines.append(f"It has {driver.soft_key_slots} soft keys below its screen.")
    for route in routes:
        lines += ["", *_route(route)]
    return "\n".join(lines)


def firmware_words(when: Firmware) -> str:
    """`from 9-0-2`, `below 12-1`, `any`."""
    words = [f"from {when.at_least}" if when.at_least else "", f"below {when.below}" if when.below else ""]
    return " ".join(word for word in words if word) or "any"


def lists_words(driver: AnyDriver) -> str:
    """What a driver erases."""
    return str(driver.erases) if isinstance(driver, Driver) else "-"


def _route(route: Route) -> list[str]:
    head = [
        f"Route {route.name}: erases {_LISTS[route.erases]}; firmware: {firmware_words(route.when)}",
        f"Evidence: {route.source}. A rest of {route.rest_s:g} s after each key.",
        *([WEAK] if route.source.weak else []),
        "",
    ]
    steps = [f"{number:>2}. {step}" for number, step in enumerate(_steps(route), start=1)]
    return [*head, *steps, "", *_proof(route), *_digits(route)]


def _steps(route: Route) -> Iterator[str]:
    yield "Look at the phone's own page: it must show the name that is meant. It must not be in a call."
    for key in route.home:
        yield _leaving(key)
    yield f"{_entering(route)} The screen must show a menu with the row {label_of(route.path[0])}."
    for place, step in enumerate(route.path):
        following = route.path[place + 1] if place + 1 < len(route.path) else None
        then = f"that it is about {label_of(step)}" if following is None else _shown(following)
        yield f"{_choosing(step)} The screen must show {then}."
    if route.unlock:
        extra = f" Where a soft key {route.unlock_soft_key} is shown, press it." if route.unlock_soft_key else ""
        yield (
            f"Look at the padlock. Only if it is locked, type {route.unlock} and wait {route.unlock_rest_s:g} s; look "
            f"again; never a second time within {route.unlock_again_after_s:g} s.{extra}"
        )
    yield (
        "Look again: the phone's page shows the same phone and list, it is in no call, and the screen, seen twice "
        f"alike, is about {route.meant} and shows a soft key {route.confirm.label}. It must not be about "
        f"{_any_of(route.never)}."
    )
    yield f"Write down the intent. Press the soft key {route.confirm.label}: the place is read from the screen."
    yield from _following(route.confirm)


def _leaving(key: Key | SoftKey) -> str:
    if isinstance(key, Key):
        return f"Press {key}, to close what is open."
    return f"As long as {key} is shown, at most {key.times} times, press it, to close what is open."


def _entering(route: Route) -> str:
    if isinstance(route.enter, SoftKey):
        return f"Find {route.enter} on the idle screen. When it was seen twice alike, press it."
    other = f" Where no menu opens, press {route.enter_else}." if route.enter_else else ""
    return f"Press {route.enter}.{other}"


def _choosing(step: Step) -> str:
    wanted = label_of(step)
    row = f"Find the row {wanted}, press the digit printed before it."
    if isinstance(step, Label):
        return row
    soft = f"Find {step}. When the screen was seen twice alike, press it."
    return f"{row} Where no row with a digit says so: {soft}" if step.if_shown else soft


def _shown(step: Step) -> str:
    if isinstance(step, Label):
        return f"the row {step}"
    return f"the row or {step}" if step.if_shown else str(step)


def _following(confirm: SoftKey) -> Iterator[str]:
    following = confirm.then
    while following is not None:
        condition = "If a question is shown with" if following.if_shown else "The screen must show"
        yield f"{condition} a soft key {following.label}: look at it in the same way, then press it."
        following = following.then


def _proof(route: Route) -> list[str]:
    return ["The erase is proved by what is seen afterwards:", *(f"  - {_expectation(one)}" for one in route.expect)]


def _expectation(expected: Expectation) -> str:
    if isinstance(expected, StatusSays):
        return f"a new status message {expected.label} (supports a proof, is none by itself)"
    if isinstance(expected, FactGone):
        return f"the phone's page shows another {_FACTS.get(expected.fact, expected.fact)} than before, or none"
    if isinstance(expected, ScreenChanged):
        return "the list's own screen shows other entries than before"
    assert isinstance(expected, Restarts)
    return f"the phone may restart; it must be back within {expected.within_s:g} s"


def _digits(route: Route) -> list[str]:
    if not route.digits:
        return []
    told = "; ".join(f"{when}: {' or '.join(digits)}" for when, digits in route.digits.items())
    keys = f", then {', '.join(route.blind_confirm)}" if route.blind_confirm else ""
    may_go_blind = route.blind_confirm and not route.unlock and route.by_keys_alone
    unseen = "pressed unseen only with --blind for the model" if may_go_blind else "not pressed unseen"
    return [f"Others press the digits {told}{keys}. They are {unseen}."]


def _any_of(labels: tuple[Label, ...]) -> str:
    return ", ".join(str(one) for one in labels)
