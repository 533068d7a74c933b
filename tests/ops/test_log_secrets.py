"""Wherever a secret is planted in a log call, it does not come out."""

import base64
import html
import io
import json
import logging
import sys
import urllib.parse

import pytest
import structlog
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.ops.log_alone import configure_log_alone

# One line each, as a prompt or a file gives them.
SECRETS = st.one_of(
    st.sampled_from(["ValueError", "&amp;", "\\\\''", '\\n"x', "p%20w+x", "Pä€😀"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=4, max_size=20),
)


class Bearer:
    """An object of somebody else, whose repr tells all."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return f"Bearer(text={self.text!r})"


def spelled(secret):
    login = f"admin:{secret}".encode()
    return st.sampled_from(
        [
            secret,
            f"before{secret}after",
            f"http://admin:{secret}@127.0.0.1/",
            f"http://admin:{urllib.parse.quote(secret, safe='')}@127.0.0.1/",
            f"?UserID=admin&Password={urllib.parse.quote_plus(secret)}",
            "Basic " + base64.b64encode(login).decode(),
            "sent " + base64.b64encode(login).decode(),
            repr({"a": [secret]}),
            json.dumps({"a": secret}),
            html.escape(secret),
            secret.encode(),
            login,
            Bearer(secret),
            ValueError(secret),
            KeyError(secret),
            OSError(5, secret, secret),
        ]
    )


def planted(secret):
    harmless = st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.just("x"))
    return st.recursive(
        spelled(secret),
        lambda inner: st.one_of(
            st.lists(st.one_of(harmless, inner), max_size=3).map(lambda some: [*some, secret]),
            st.dictionaries(st.sampled_from(["a", "b"]), inner, min_size=1, max_size=2),
            st.tuples(st.just("authorization"), inner),
            inner.map(lambda one: {secret: one}),
            inner.map(Bearer),
        ),
        max_leaves=4,
    )


def log_exception(secret, value):
    try:
        try:
            raise ValueError(value, secret)  # noqa: TRY301 - a chain is what is tried
        except ValueError as error:
            error.add_note(f"tried with {secret}")
            raise RuntimeError(f"then {value!r}") from error
    except RuntimeError:
        structlog.get_logger().exception("phone.broke", value=value)
        logging.getLogger("somebody").exception("broke")


def log_group(secret, value):
    structlog.get_logger().error("group.broke", exc_info=ExceptionGroup(secret, [ValueError(value), OSError(secret)]))


WAYS = {
    "a value": lambda secret, value: structlog.get_logger().info("press.sent", value=value, phone_password=value),
    "the event": lambda secret, value: structlog.get_logger().info(f"sent {secret}"),
    "a name": lambda secret, value: structlog.get_logger().info("press.sent", **{secret: value}),
    "bound": lambda secret, value: structlog.get_logger().bind(value=value).info("press.sent"),
    "an exception": log_exception,
    "a group": log_group,
    "standard arguments": lambda secret, value: logging.getLogger("somebody").warning("%s, %r", value, value),
    "standard mapping": lambda secret, value: logging.getLogger("somebody").warning("%(a)s", {"a": value}),
    "standard extra": lambda secret, value: logging.getLogger("somebody").warning("x", extra={"value": value}),
    "broken arguments": lambda secret, value: logging.getLogger("somebody").warning("%d %d", *[value]),
    "the stack": lambda secret, value: structlog.get_logger().info("x", stack_info=True, value=value),
}


def written(form, way, secret, value, *, secrets):
    configure_log_alone(form=form, secrets=secrets)
    structlog.contextvars.clear_contextvars()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", io.StringIO())
        WAYS[way](secret, value)
        return sys.stderr.getvalue()


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("way", WAYS)
@given(secret=SECRETS, data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_planted_secret_does_not_come_out(form, way, secret, data):
    harmless = written(form, way, "qqqq", "qqqq", secrets=["qqqq"])
    assume(secret not in harmless)  # else the frame of the line says it, whatever was planted
    assume("*" not in secret)

    text = written(form, way, secret, data.draw(planted(secret)), secrets=[secret])

    assert text
    assert secret not in text
    for spelling in (urllib.parse.quote(secret, safe=""), base64.b64encode(f"admin:{secret}".encode()).decode()):
        assert spelling not in text


def test_the_property_can_fail():
    assert "hunter2" in written("json", "a value", "hunter2", "hunter2", secrets=[])
