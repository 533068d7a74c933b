"""TLS to phones: what their certificates can prove, and what old phones need.

A phone's certificate is its own or the maker's, and names no host (phones §3.5): the name on its page is what tells a
phone. But a login leaves only over a connection that shows the certificate over which the page came: somebody who takes
the address in between is refused. Old phones speak TLS 1.0 alone; that is taken only where the operator allowed it, and
only after a modern handshake has failed.
"""

from __future__ import annotations

import hashlib
import ssl
from functools import cache

import httpx


class CertificateChanged(httpx.ConnectError):
    """The connection shows another certificate than the one over which the phone showed its pages."""


@cache
def modern_tls() -> ssl.SSLContext:
    """One context for all phones: one of its own costs 16 ms and 831 kB (performance §1)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@cache
def legacy_tls() -> ssl.SSLContext:
    """For 79xx and what else speaks TLS 1.0, short keys and SHA-1 (phones §3.5). Opt-in: it protects little."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)  # servers of before RFC 5746
    return context


def fingerprint_of(tls: ssl.SSLObject | None) -> str | None:
    """SHA-256 of the certificate that the other side showed; None without TLS."""
    shown = tls.getpeercert(binary_form=True) if tls is not None else None
    return hashlib.sha256(shown).hexdigest().upper() if shown else None
