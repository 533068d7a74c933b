"""TLS that checks no certificate: for what is public, or where something else says who the other side is.

One context serves all connections of its kind: one of its own costs 16 ms and 831 kB (performance §1).
"""

from __future__ import annotations

import ssl
from functools import cache


@cache
def modern_tls() -> ssl.SSLContext:
    """What this machine's OpenSSL thinks is good today."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@cache
def legacy_tls() -> ssl.SSLContext:
    """For 79xx, and clusters of their years: TLS 1.0, short keys and SHA-1 (phones §3.5, trust §2.4)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)  # servers of before RFC 5746
    return context
