"""Which other way to a phone is taken, by what its page says and what the operator has given."""

from __future__ import annotations

import pytest

from eraser.model.phone import Facts, Phone
from eraser.model.run import Run, now
from eraser.ops.metrics import Metrics
from eraser.service.other_ways import other_ways
from eraser.wire.cti_bridge import CtiAccess, CtiBridge
from eraser.wire.login import Login

LOGIN = Login("voice", "pw")
PHONE = Phone("SEP001122334455", "127.0.0.1:1")


@pytest.fixture
def cti(tmp_path) -> CtiBridge:
    return CtiBridge(CtiAccess(tmp_path / "jtapi.jar", "cucm.example", LOGIN, "java"))


@pytest.mark.parametrize(
    ("given", "model", "ssh_on", "registered", "way"),
    [
        ("ssh cti", "CP-8841", True, True, "ssh"),
        ("ssh cti", "CP-8841", True, False, "ssh"),
        ("ssh cti", "CP-8841", False, True, "cti"),
        ("ssh cti", "CP-9971", True, None, "cti"),
        ("ssh cti", "CP-9971", True, False, None),
        ("cti", "CP-8841", True, None, "cti"),
        ("ssh", "CP-8841", False, True, None),
    ],
)
def test_a_shell_comes_first_and_cti_needs_a_phone_that_may_be_registered(
    *, given: str, model: str, ssh_on: bool, registered: bool | None, way: str | None, cti: CtiBridge
) -> None:
    metrics = Metrics(Run("1", "run", now(), {}), 1)
    opener = other_ways(LOGIN if "ssh" in given else None, cti if "cti" in given else None, metrics)
    assert opener is not None
    channel = opener(PHONE, Facts(now(), model=model, ssh_access=ssh_on, registered=registered))
    assert way == (channel and channel.name)


def test_without_a_login_there_is_no_other_way() -> None:
    assert other_ways(None, None, Metrics(Run("1", "run", now(), {}), 1)) is None
