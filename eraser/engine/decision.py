"""Must this phone be erased, and can it be? Decided from its own pages, before any credential moves."""

from __future__ import annotations

from eraser.dsl import ByHand, Driver, Lists, NoList, Route, ScreenChanged
from eraser.engine.blind import may_go_blind
from eraser.engine.errand import Errand, wanted_lists
from eraser.model.need import Standing
from eraser.model.outcome import NoDriver, Outcome, Reason
from eraser.model.phone import Facts, ListState
from eraser.model.states import State


class Settled(Exception):
    """The errand has an end."""

    def __init__(self, outcome: Outcome, reason: Reason | None, detail: str) -> None:
        super().__init__(detail)
        self.outcome, self.reason, self.detail = outcome, reason, detail


async def decide(errand: Errand) -> None:
    """Finds driver and routes, or the reason why nothing is pressed.

    Raises:
        Settled: nothing has to be, or can be, pressed.
        NoDriver: nobody knows this model.
    """
    await errand.enter("decide", State.LOOKING)
    facts = errand.facts
    assert facts is not None
    if _is_mpp(facts):
        raise Settled(
            Outcome.NOT_APPLICABLE, Reason.MPP_FIRMWARE, "Multiplatform firmware holds no list of a CUCM cluster."
        )
    errand.driver = driver = errand.house.drivers.find(facts.model or "", facts.firmware)
    if driver is None:
        raise NoDriver(f"model {facts.model}, firmware {facts.firmware}")
    if isinstance(driver, NoList):
        raise Settled(Outcome.NOT_APPLICABLE, Reason.MODEL_WITHOUT_LIST, f"Nothing to erase: {driver.because}.")
    if isinstance(driver, ByHand):
        raise Settled(Outcome.MANUAL, Reason.NO_ROUTE, f"{driver.because}. {driver.instructions}")
    await _check_need(errand, facts)
    lists = wanted_lists(errand.house.options)
    _check_covered(driver, facts, lists)
    errand.routes = routes_of(driver, facts.firmware, lists, done=errand.done)
    if not errand.routes:
        raise Settled(Outcome.MANUAL, Reason.NO_ROUTE, f"The driver {driver.name} has no route for this list.")
    _check_evidence(errand, facts)
    errand.route = errand.routes[0]
    await _check_servers(errand, facts)
    if facts.ctl is ListState.INSTALLED and lists is Lists.ITL and errand.route.erases is Lists.ITL:
        # With a CTL the ITL is judged by the CTL (trust §6.8).
        errand.tell_once("Warning: its CTL stays and judges the next ITL; `--list both` erases it, too.")


def routes_of(driver: Driver, firmware: str | None, lists: Lists, *, done: frozenset[str]) -> tuple[Route, ...]:
    """The routes to press, in order: one combined reset, or one for each list that was asked for."""
    fitting = [route for route in driver.routes if route.when.holds(firmware)]
    combined = [route for route in fitting if route.erases is Lists.BOTH]
    if combined:
        return tuple(combined[:1])
    asked = (Lists.CTL, Lists.ITL) if lists is Lists.BOTH else (lists,)
    found = []
    for one in asked:
        route = next((route for route in fitting if route.erases is one), None)
        if route is not None and route.name not in done:
            found.append(route)
    return tuple(found)


def _check_covered(driver: Driver, facts: Facts, lists: Lists) -> None:
    """That every list that was asked for has a route: erasing one of two would leave a phone half done and look
    done."""
    routes = routes_of(driver, facts.firmware, Lists.BOTH, done=frozenset())
    known = {one.erases for one in routes}
    held = {one for one in (Lists.ITL, Lists.CTL) if not _is_said_to_hold_none(facts, one)}
    asked = held if lists is Lists.BOTH else {lists}
    missing = sorted(asked - known)
    if missing and known and Lists.BOTH not in known:
        lacking = " and ".join(one.upper() for one in missing)
        other = " and ".join(one.upper() for one in sorted(known))
        raise Settled(
            Outcome.MANUAL,
            Reason.NO_ROUTE,
            f"No route is known to the {lacking} of a {facts.model}; `--list {min(known)}` erases its {other}.",
        )


def _check_evidence(errand: Errand, facts: Facts) -> None:
    """A route that rests on one tool or on our own reading needs a first phone that proves it, or the operator's
    word for the model."""
    options = errand.house.options
    weak = [route for route in errand.routes if route.source.weak]
    trusted = {one.upper() for one in options.trust_weak} & {"*", (facts.model or "").upper()}
    if weak and not options.canary and not trusted:
        raise Settled(
            Outcome.MANUAL,
            Reason.NO_ROUTE,
            f"Route {weak[0].name}: weak evidence: needs a canary wave or --trust-weak {facts.model}. "
            f"It rests on {weak[0].source}.",
        )


async def _check_need(errand: Errand, facts: Facts) -> None:
    if errand.done or errand.confirmed:
        return
    lists = wanted_lists(errand.house.options)
    asked = (Lists.ITL, Lists.CTL) if lists is Lists.BOTH else (lists,)
    none_held = all(_is_said_to_hold_none(facts, one) for one in asked)
    if errand.house.options.erase == "stale":
        await _check_stale(errand, facts, asked, none_held=none_held)
    if none_held and Lists.CTL not in asked and facts.ctl is ListState.INSTALLED:
        raise Settled(
            Outcome.MANUAL,
            Reason.NO_ROUTE,
            "Its page says that no ITL is installed, but a CTL is, and that decides what it takes; run again with "
            "`--list both` to erase it.",
        )
    if none_held:
        raise Settled(
            Outcome.ALREADY_TRUSTED, None, "Its page says that no such list is installed: it takes any list offered."
        )


async def _check_stale(errand: Errand, facts: Facts, asked: tuple[Lists, ...], *, none_held: bool) -> None:
    """Leaves a phone alone that holds a wanted list or takes one by itself."""
    need, options = errand.house.need, errand.house.options
    others = [one for one in (Lists.ITL, Lists.CTL) if one not in asked and not _is_said_to_hold_none(facts, one)]
    if none_held and not others:
        return
    if need is None:
        if facts.itl_signature and facts.itl_signature in options.wanted:
            raise Settled(Outcome.ALREADY_TRUSTED, None, "It holds a wanted list already.")
        return
    answer = await need.judge(errand.phone, facts, [one.value for one in asked])
    errand.answer = answer
    if answer.standing is Standing.NO_OFFER:
        raise Settled(Outcome.FAILED, None, f"{answer.says} Correct it on the new cluster, then run again.")
    if not answer.standing.needs_erase:
        raise Settled(Outcome.ALREADY_TRUSTED, None, answer.says)
    if none_held and answer.standing is not Standing.UNKNOWN:
        held = " and ".join(one.upper() for one in others)
        raise Settled(
            Outcome.MANUAL,
            Reason.NO_ROUTE,
            f"Its {held} would stay and decides, too; `--list both` erases both. {answer.says}",
        )
    if not none_held and not errand.house.look_only:
        errand.tell_once(answer.says)


async def _check_servers(errand: Errand, facts: Facts) -> None:
    """Whether an erase would be in vain: the phone's own TFTP server still offers the list that it holds."""
    tftp = errand.house.tftp
    if tftp is None or errand.done or errand.confirmed:
        return
    server = await tftp.same_list_from(errand.phone, facts)
    if server is None:
        return
    where = "the alternate TFTP server that is set at the phone" if facts.alternate_tftp else "DHCP option 150"
    told = f"its TFTP server {server} still offers the list that it holds, so it would take the same one again"
    if errand.house.options.erase == "all":
        errand.tell_once(f"Warning: {told}: change {where} first.")
        return
    raise Settled(
        Outcome.MANUAL,
        Reason.SAME_LIST_AGAIN,
        f"Nothing was pressed, for {told}. Change {where}, or stop that server, then run again.",
    )


def _is_said_to_hold_none(facts: Facts, lists: Lists) -> bool:
    """Whether the phone's page, read whole, says that no such list is installed."""
    state = facts.itl if lists is Lists.ITL else facts.ctl
    return facts.complete and not facts.weak and state is ListState.NOT_INSTALLED


def _is_mpp(facts: Facts) -> bool:
    """Multiplatform loads carry `-MPP` or `.MPP` in model or load (phones §2.1)."""
    text = f"{facts.model} {facts.firmware}".upper()
    return "MPP" in text or "3PCC" in text


def would_do(errand: Errand) -> str:
    """For a plan: by which route, over which channel, and on what evidence."""
    route, facts = errand.route, errand.facts
    assert route is not None
    assert facts is not None
    held = {
        ListState.INSTALLED: f"holds the list {facts.itl_signature or '(signature not shown)'}",
        ListState.NOT_INSTALLED: "holds no ITL",
        ListState.ABSENT: "its pages do not show what it holds",
    }[facts.itl]
    both = " This model's reset erases CTL and ITL together." if route.erases is Lists.BOTH else ""
    by_screen = any(isinstance(one, ScreenChanged) for one in route.expect)
    look = " Proof would come from the list's own screen." if by_screen else ""
    weak = ", which is weak: a first phone of its kind must prove it" if route.source.weak else ""
    way = errand.channel.name.upper()
    blind = ""
    if errand.other_way and not may_go_blind(errand):
        blind = f" No screen can be seen that way: it needs --blind {facts.model}."
    need = f" {errand.answer.says}" if errand.answer else ""
    evidence = f"Evidence: {route.source}{weak}."
    return f"Would be erased by route {route.name} over {way}; {held}.{need}{both}{look}{blind} {evidence}"
