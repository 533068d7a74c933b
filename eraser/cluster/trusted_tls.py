"""TLS to a cluster: verified by an authority, or by the fingerprint of its certificate. Never neither.

A fingerprint is compared before the login leaves: the certificate is fetched by a handshake of its own, and the
connection that carries the login trusts that certificate and no other.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl

from eraser.cluster.place import ClusterPlace
from eraser.model.outcome import PersonNeeded, Unreachable
from eraser.ops.unverified_tls import modern_tls


class ClusterNotVerified(PersonNeeded):
    """The certificate of the cluster is not the one that was named, and no login was sent. Compare it with what OS
    Administration > Security > Certificate Management shows for tomcat, then name that fingerprint."""


async def trusted_context(place: ClusterPlace, *, within_s: float) -> ssl.SSLContext:
    """What a connection to the cluster must be made with.

    Raises:
        ClusterNotVerified: it shows another certificate than the named one. Unreachable: nobody answers there.
    """
    if not place.fingerprint:
        return ssl.create_default_context(cafile=str(place.ca) if place.ca else None)
    shown = await _shown_certificate(place, within_s)
    fingerprint = hashlib.sha256(shown).hexdigest().upper()
    if fingerprint != place.fingerprint:
        raise ClusterNotVerified(f"{place} shows a certificate with the fingerprint {fingerprint}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the fingerprint says more than a name
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # so that a certificate of an authority can be trusted alone
    context.load_verify_locations(cadata=shown)
    return context


async def presented_fingerprint(place: ClusterPlace, *, within_s: float) -> str:
    """The fingerprint of whatever certificate is shown there, for a person to compare. Raises Unreachable."""
    return hashlib.sha256(await _shown_certificate(place, within_s)).hexdigest().upper()


async def _shown_certificate(place: ClusterPlace, within_s: float) -> bytes:
    """To look at only: nothing is sent over this connection."""
    try:
        async with asyncio.timeout(within_s):
            _, writer = await asyncio.open_connection(place.host.strip("[]"), place.port, ssl=modern_tls())
    except (OSError, TimeoutError) as error:
        raise Unreachable(f"{place}: {str(error) or 'no answer'}") from error
    try:
        tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
        shown = tls.getpeercert(binary_form=True)
    finally:
        writer.transport.abort()
    if not shown:
        raise Unreachable(f"{place}: it shows no certificate")
    return shown
