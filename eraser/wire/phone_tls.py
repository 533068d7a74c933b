"""TLS to phones: what their certificates can prove, and what old phones need.

A phone's certificate is its own or the maker's, and names no host (phones §3.5): the name on its page is what tells a
phone. But a login leaves only over a connection that shows the certificate over which the page came: somebody who takes
the address in between is refused. Old phones speak TLS 1.0 alone; that is taken only where the operator allowed it, and
only after a modern handshake has failed.
"""

from __future__ import annotations

import hashlib
import ssl

import httpx


class CertificateChanged(httpx.ConnectError):
    """The connection shows another certificate than the one over which the phone showed its pages."""


def fingerprint_of(tls: ssl.SSLObject | None) -> str | None:
    """SHA-256 of the certificate that the other side showed; None without TLS."""
    shown = tls.getpeercert(binary_form=True) if tls is not None else None
    return hashlib.sha256(shown).hexdigest().upper() if shown else None
