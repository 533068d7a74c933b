"""What a test says: “a phone in a call”. A case is one phone of a fleet to be, and what an honest run says of it.

`expected` are the outcome words that are right; `erased` is among them only where the old list can really go. Where
that needs more than the program alone (an operator's setting, a way that sources dispute), `erasable` is false all the
same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from eraser.simulator.hardware import model_key
from eraser.simulator.moves import Move
from eraser.simulator.pages import PageStyle
from eraser.simulator.state import Quirks
from eraser.simulator.stranger import StrangerKind
from eraser.simulator.web_quirks import WebQuirks

ERASED = ("erased",)
STOPPED_BEFORE = ("manual", "failed")
PROVED_BY_STATUS_ALONE = frozenset({"6921", "6941", "6945", "6961"})
BUSY, IN_CALL = ("busy",), ("in_call",)
OTHER_SCREEN, LOCKED, ANOTHER_HOST = ("screen_unexpected",), ("settings_locked",), ("identity_mismatch",)


class Authentication(StrEnum):
    """What the phone's Authentication URL is worth (cucm §3.3)."""

    CLUSTER = "cluster"
    BLANK = "blank"  # lets everybody in
    DEAD = "dead"  # nobody listens there
    UNVERIFIABLE = "unverifiable"  # https, and the stale list does not vouch for the certificate
    NOT_CONTROLLED = "not controlled"  # the user does not have this phone in Controlled Devices


_LOGIN_REASONS = {
    Authentication.DEAD: "auth_url_unreachable",
    Authentication.UNVERIFIABLE: "auth_url_unverifiable",
    Authentication.NOT_CONTROLLED: "auth_refused",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One phone to be. `layout` "" is the first ordinary one of the model.

    `can_be_erased` None: where `erased` is expected. `reasons`: the words of contract §2 that are right beside an
    outcome other than `erased`; () for any. `own_name`: a program's own name, which the inventory can not have.
    `listed_model`: another model than the phone is. `scheme`: what the inventory says of it, "" for nothing.
    `if_answered`: the outcomes that are right where somebody else answers at its dead authentication URL; () for the
    same ones. `move`: it holds and is offered real lists of these clusters. `shell`: SSH is on, and its algorithms are
    of this age.
    """

    says: str
    model: str = "CP-8841"
    layout: str = ""
    quirks: Quirks = field(default_factory=Quirks)
    web: WebQuirks = field(default_factory=WebQuirks)
    authentication: Authentication = Authentication.CLUSTER
    listed_wrongly: bool = False
    stranger: StrangerKind | None = None
    in_mixed_mode: bool = False
    expected: tuple[str, ...] = ERASED
    can_be_erased: bool | None = None
    reasons: tuple[str, ...] = ()
    own_name: str = ""
    listed_model: str = ""
    scheme: str = ""
    if_answered: tuple[str, ...] = ()
    move: Move | None = None
    shell: Literal["", "modern", "old"] = ""

    @property
    def erasable(self) -> bool:
        """Whether an honest run can erase it."""
        return "erased" in self.expected if self.can_be_erased is None else self.can_be_erased


def a_phone(model: str = "CP-8841", layout: str = "", **quirks: object) -> Case:
    """A phone that can be erased; `quirks` are fields of state.Quirks."""
    case = Case("a phone", model, layout, quirks=replace(Quirks(), **quirks))  # type: ignore[arg-type]  # checked by replace
    return _as_far_as_proof_goes(case)


def _as_far_as_proof_goes(case: Case) -> Case:
    """69xx show their lists on no page and on no screen; their status messages alone tell of an erase (phones §0.8,
    §5). Whether that is proof enough is the run's to say."""
    if model_key(case.model) not in PROVED_BY_STATUS_ALONE:
        return case
    expected, reasons = (*case.expected, "unproven"), (*case.reasons, "not_erased")
    return replace(case, expected=expected, reasons=reasons, can_be_erased=False)


def a_phone_without_list(model: str = "CP-7940G") -> Case:
    """A model that holds no trust list (phones §2.6)."""
    reasons = ("mpp_firmware",) if "3PCC" in model else ("model_without_list",)
    return Case("a phone without list", model, expected=("not_applicable",), reasons=reasons)


def a_phone_in_mixed_mode(model: str = "CP-8841", layout: str = "") -> Case:
    """It holds a CTL as well."""
    return Case("a phone in mixed mode", model, layout, in_mixed_mode=True)


def a_phone_in_a_call(model: str = "CP-8841") -> Case:
    """Busy from the start."""
    return Case("a phone in a call", model, quirks=Quirks(in_call=True), expected=BUSY, reasons=IN_CALL)


def a_phone_that_gets_a_call(model: str = "CP-8841", *, after_keys: int = 2) -> Case:
    """Idle at first; a call rings on the way to the erase, and is answered. A ringing one has no stream (cucm §6.1),
    so that a run may as well see a wrong screen."""
    quirks, reasons = Quirks(call_from_key=after_keys), (*IN_CALL, *OTHER_SCREEN)
    return Case("a phone that gets a call", model, quirks=quirks, expected=("busy", "failed"), reasons=reasons)


def a_phone_that_never_returns(model: str = "CP-8841") -> Case:
    """It restarts after the erase and stays away."""
    quirks = Quirks(returns=False)
    return Case("a phone that never returns", model, quirks=quirks, expected=("lost",), reasons=("no_return",))


def a_phone_that_does_not_restart(model: str = "CP-8841") -> Case:
    """Both exist (phones §2.5)."""
    return Case("a phone that does not restart", model, quirks=Quirks(restarts=False))


def a_phone_that_is_offered_its_old_list(model: str = "CP-8841") -> Case:
    """After the erase it holds the old list again."""
    quirks = Quirks(offers_same_list=True)
    reasons = ("same_list_again",)
    return Case("a phone that is offered its old list", model, quirks=quirks, expected=("unproven",), reasons=reasons)


def a_phone_that_is_offered_nothing(model: str = "CP-8841") -> Case:
    """After the erase it holds no list."""
    return Case("a phone that is offered nothing", model, quirks=Quirks(offers_nothing=True))


def a_phone_with_web_access_off(model: str = "CP-8841") -> Case:
    """It refuses connections."""
    web = WebQuirks(web_access=False)
    return Case("a phone with web access off", model, web=web, expected=("manual",), reasons=("web_access_off",))


def a_phone_with_settings_locked(model: str = "CP-8841") -> Case:
    """Settings access is off: the menu does not open (phones §3.4)."""
    quirks = Quirks(settings_locked=True)
    return Case("a phone with settings locked", model, quirks=quirks, expected=STOPPED_BEFORE, reasons=LOCKED)


def a_phone_that_asks_for_a_password(model: str = "CP-8841") -> Case:
    """A Local Phone Unlock Password is set (phones §2.2)."""
    quirks = Quirks(unlock_password=True)
    return Case("a phone that asks for a password", model, quirks=quirks, expected=STOPPED_BEFORE, reasons=LOCKED)


def a_phone_whose_authentication_url_is(what: Authentication, model: str = "CP-8841") -> Case:
    """Blank, dead, not verifiable, or not for this user."""
    reason = _LOGIN_REASONS.get(what)
    expected = ("manual",) if reason else ERASED
    says = f"a phone whose authentication url is {what}"
    return Case(says, model, authentication=what, expected=expected, reasons=(reason,) if reason else ())


def left_by_its_authentication_server(case: Case) -> Case:
    """The same phone, whose authentication server is gone: no key is let in until somebody answers in its place."""
    return replace(
        case,
        says=f"{case.says}, whose authentication server is gone",
        authentication=Authentication.DEAD,
        expected=("manual",),
        reasons=("auth_url_unreachable",),
        if_answered=case.expected,
        can_be_erased=False,
    )


def a_phone_with_a_shell(age: Literal["modern", "old"], model: str, layout: str) -> Case:
    """It takes no key over HTTP, for its authentication server is gone; SSH was on before (phones §6). On a model whose
    shell presses no keys a person must go."""
    case = left_by_its_authentication_server(Case(f"a phone with a shell ({age})", model, layout, shell=age))
    presses = model_key(model).startswith(("78", "88"))
    case = replace(case, quirks=replace(case.quirks, ssh_access=True))
    return replace(case, expected=ERASED, reasons=(), if_answered=()) if presses else case


def another_phone_at_the_address(model: str = "CP-8841") -> Case:
    """The inventory is old: the address belongs to another phone now. It must not be given a credential."""
    return Case("another phone at the address", model, listed_wrongly=True, expected=("failed",), reasons=ANOTHER_HOST)


def a_stranger(kind: StrangerKind = StrangerKind.PRINTER) -> Case:
    """No phone at all at the address."""
    return Case(f"a stranger: {kind}", stranger=kind, expected=("failed",), reasons=ANOTHER_HOST)


def a_phone_in_another_language(model: str = "CP-8841", language: str = "de") -> Case:
    """Its pages are in its user's language; rows are not found by their English labels (phones §4.3)."""
    web = WebQuirks(style=PageStyle(language=language))
    expected = ("erased", "unproven", "manual", "failed")
    # What can not be read shows neither that the list is gone nor whose page it is.
    reasons = ("not_erased", *ANOTHER_HOST)
    says = "a phone in another language"
    return Case(says, model, web=web, expected=expected, reasons=reasons, can_be_erased=False)


def a_phone_with_a_nasty_web_server(what: str, quirks: WebQuirks, model: str = "CP-8841") -> Case:
    """It answers late, cut, chunked, 503 or not at all, sometimes; `quirks` says which."""
    loses_answers = quirks.unanswered_every or quirks.cut_every or quirks.reset_every or quirks.unavailable_every
    # After a confirming key whose answer was lost, or was a 503, whose meaning is not documented (phones §3.2), only
    # proof can say erased; without it a run must not. A call that can not be ruled out counts as one (cucm §6.1).
    expected = ("erased", "failed", "unproven", "busy") if loses_answers else ("erased", "failed", "busy")
    reasons = ("unreachable", *OTHER_SCREEN, *IN_CALL, *(("not_erased",) if loses_answers else ()))
    return Case(f"a phone with a nasty web server: {what}", model, web=quirks, expected=expected, reasons=reasons)


def a_phone_with_a_hostile_menu(model: str, layout: str) -> Case:
    """The digits of field tools lead elsewhere. A menu without the wanted labels must stop the run."""
    says = f"a phone with a hostile menu: {layout}"
    if any(word in layout for word in ("renamed", "misleading")):
        return Case(says, model, layout, expected=("failed", "manual"), reasons=OTHER_SCREEN)
    return _as_far_as_proof_goes(Case(says, model, layout, expected=("erased", "failed"), reasons=OTHER_SCREEN))
