"""What a phone holds at the start, and the account of what was done to it."""

from __future__ import annotations

from dataclasses import asdict

from eraser.simulator.hardware import hardware_of
from eraser.simulator.layout import Which
from eraser.simulator.state import PhoneState, Spec, TrustList


def new_state(spec: Spec, *, old_itl: TrustList | None, old_ctl: TrustList | None) -> PhoneState:
    """The facts of a phone that holds these old lists; a model before Security by Default holds none (phones §2.6), IP
    Communicator a CTL alone (phones §2.2)."""
    holds = hardware_of(spec.model).holds
    state = PhoneState(
        spec=spec, itl=old_itl if Which.ITL in holds else None, ctl=old_ctl if Which.CTL in holds else None
    )
    state.held_at_start = signatures(state)
    return state


def signatures(state: PhoneState) -> dict[str, str | None]:
    """The signatures of the lists that the phone holds now."""
    return {
        "itl": state.itl.signature if state.itl is not None else None,
        "ctl": state.ctl.signature if state.ctl is not None else None,
    }


def account_of(state: PhoneState) -> dict[str, object]:
    """Everything that really happened, ready for JSON."""
    spec, truth = state.spec, state.truth
    return {
        "name": spec.name,
        "model": spec.model,
        "layout": spec.layout,
        "held": signatures(state),
        "held_at_start": dict(state.held_at_start),
        "erasures": [dict(one) for one in truth.erasures],
        "wrong": list(truth.wrong),
        "restarts": truth.restarts,
        "up": state.up,
        "credentials_seen": truth.credentials_seen,
        "keys": [asdict(key) for key in truth.keys],
    }
