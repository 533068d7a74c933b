"""More of what a test says: phones of other families, and what the dossier tells or doubts of them (phones §2, §3, §9).

The same rules as in `cases`.
"""

from __future__ import annotations

from eraser.simulator.cases import (
    ANOTHER_HOST,
    BUSY,
    ERASED,
    IN_CALL,
    LOCKED,
    OTHER_SCREEN,
    STOPPED_BEFORE,
    Authentication,
    Case,
)
from eraser.simulator.pages import PageStyle
from eraser.simulator.state import Quirks
from eraser.simulator.web_quirks import WebQuirks

# A way that sources dispute: whoever finds it has erased rightly, whoever stops before has done no harm.
PERHAPS = ("erased", *STOPPED_BEFORE)
_PHONE_PASSWORD = "2580"  # noqa: S105 - of simulated phones


def a_phone_for_a_person(model: str) -> Case:
    """It holds a list, and no route is known (phones §2.6)."""
    return Case("a phone for a person", model, expected=("manual",), reasons=("no_route", "no_driver"))


def a_communicator(own_name: str = "") -> Case:
    """IP Communicator: its route takes the CTL alone, so that `--list itl` has nothing to press. Its name is made of a
    MAC address unless somebody chose another; then the inventory has its address alone."""
    expected = ("manual", "not_applicable", "erased", *(("failed",) if own_name else ()))
    says = "a communicator with a name of its own" if own_name else "a communicator"
    reasons = ("no_route", "model_without_list", *(ANOTHER_HOST if own_name else ()))
    return Case(
        says,
        "Cisco Communicator",
        in_mixed_mode=True,
        own_name=own_name,
        expected=expected,
        reasons=reasons,
        can_be_erased=False,
    )


def a_phone_on_multiplatform_firmware(listed_model: str = "") -> Case:
    """Another product in the same body (phones §2.6); the inventory may not know."""
    return Case(
        "a phone on multiplatform firmware",
        "CP-8841-3PCC",
        listed_model=listed_model,
        expected=("not_applicable",),
        reasons=("mpp_firmware",),
    )


def a_phone_with_a_rare_menu(model: str, layout: str) -> Case:
    """One tool alone tells of this menu (phones §2.3)."""
    by_label = layout == "88xx-5-4-2"
    expected, reasons = (ERASED, ()) if by_label else (PERHAPS, OTHER_SCREEN)
    says = f"a phone with a rare menu: {layout}"
    return Case(says, model, layout, expected=expected, reasons=reasons, can_be_erased=by_label)


def a_phone_with_one_menu_key(model: str, menu_key: str) -> Case:
    """Sources name two keys for its menu, and it has but this one (phones §2.1, §2.2)."""
    quirks = Quirks(menu_key=menu_key)
    says, reasons = f"a phone whose menu key is {menu_key}", (*OTHER_SCREEN, "key_refused")
    return Case(says, model, quirks=quirks, expected=PERHAPS, reasons=reasons, can_be_erased=False)


def a_phone_with_screens_in_another_language(model: str, layout: str) -> Case:
    """Its menus have other labels; only an operator who gave them in the settings can erase it."""
    says = f"a phone with screens in another language: {layout}"
    return Case(says, model, layout, expected=PERHAPS, reasons=OTHER_SCREEN, can_be_erased=False)


def a_phone_with_settings_restricted(model: str = "CP-8841") -> Case:
    """Only the user's own settings are shown (phones §3.4). The phone does not say so: a row is missing, as it is where
    another load calls it otherwise."""
    quirks, reasons = Quirks(settings_restricted=True), (*LOCKED, *OTHER_SCREEN)
    return Case("a phone with settings restricted", model, quirks=quirks, expected=STOPPED_BEFORE, reasons=reasons)


def a_phone_that_takes_a_password(model: str = "CP-8841") -> Case:
    """A Local Phone Unlock Password that the operator may know."""
    quirks = Quirks(unlock_password=True, phone_password=_PHONE_PASSWORD)
    says = "a phone that takes a password"
    return Case(says, model, quirks=quirks, expected=PERHAPS, reasons=LOCKED, can_be_erased=False)


def a_phone_with_a_held_call(model: str = "CP-8841") -> Case:
    """No stream tells of it (cucm §6.1)."""
    return Case("a phone with a held call", model, quirks=Quirks(on_hold=True), expected=BUSY, reasons=IN_CALL)


def a_ringing_phone(model: str = "CP-8841") -> Case:
    """Nobody answers; no stream tells of it (cucm §6.1)."""
    return Case("a ringing phone", model, quirks=Quirks(ringing=True), expected=BUSY, reasons=IN_CALL)


def a_phone_whose_call_ends(model: str = "CP-8841", *, after_s: float = 3.0) -> Case:
    """Whoever waits can erase it; whoever does not says busy."""
    quirks = Quirks(call_from_key=1, call_rings_s=0.2, call_lasts_s=after_s)
    expected, reasons = ("erased", "busy", "failed"), (*IN_CALL, *OTHER_SCREEN)
    says = "a phone whose call ends"
    return Case(says, model, quirks=quirks, expected=expected, reasons=reasons, can_be_erased=False)


def a_phone_that_points_to_the_old_server(model: str = "CP-8841", *, alternate: bool = False) -> Case:
    """Its TFTP rows say beforehand that it will take the same list again."""
    quirks = Quirks(offers_same_list=True, tftp_is_old=True, alternate_tftp=alternate)
    says = f"a phone that points to the old server{' by alternate tftp' if alternate else ''}"
    expected = ("unproven", *STOPPED_BEFORE)
    return Case(says, model, quirks=quirks, expected=expected, reasons=("same_list_again",))


def a_phone_that_speaks_https(model: str = "CP-8841", *, listed: bool = True) -> Case:
    """`webProtocol` 1 (phones §3.4). Listed: the inventory says so."""
    says = f"a phone that speaks https{'' if listed else ', which the inventory does not know'}"
    web, scheme = WebQuirks(https_only=True), "https" if listed else ""
    expected, reasons = (ERASED, ()) if listed else (PERHAPS, ("unreachable", "web_access_off"))
    return Case(says, model, web=web, scheme=scheme, expected=expected, reasons=reasons, can_be_erased=listed)


def a_phone_that_refuses_by_status(status: str, model: str = "CP-8841") -> Case:
    """The user does not control it, and it says so by 401 or 403 (phones §3.2)."""
    web = WebQuirks(refusal="403" if status == "403" else "401")
    says = f"a phone that refuses by {status}"
    what = Authentication.NOT_CONTROLLED
    return Case(says, model, web=web, authentication=what, expected=("manual",), reasons=("auth_refused",))


def a_phone_with_other_replies(what: str, web: WebQuirks, model: str = "CP-8841") -> Case:
    """Good replies of a form that others have not (phones §3.2)."""
    return Case(f"a phone with other replies: {what}", model, web=web)


def a_phone_that_breaks_off(what: str, web: WebQuirks, model: str = "CP-8841", *, reason: str) -> Case:
    """It refuses now and then, or for good; no honest run says more than it saw. A key that is lost may leave another
    screen than the one meant, or the list where it was."""
    expected, reasons = (*PERHAPS, "unproven"), (reason, *OTHER_SCREEN, "not_erased")
    says = f"a phone that breaks off: {what}"
    return Case(says, model, web=web, expected=expected, reasons=reasons, can_be_erased=False)


def a_phone_whose_erased_list_is(shown: str, model: str = "CP-8841") -> Case:
    """After the erase, and nothing is offered, its page has no row for the list (`absent`) or an `empty` one (phones
    §9)."""
    web = WebQuirks(style=PageStyle(erased_rows=shown))
    return Case(f"a phone whose erased list is {shown}", model, quirks=Quirks(offers_nothing=True), web=web)


def erased_at_once(model: str = "CP-7970G") -> Case:
    """Erase asks nothing: its first key is the last one (phones §2.3, 797x of one tool)."""
    return Case("a phone that erases at once", model, quirks=Quirks(erase_asks=False))
