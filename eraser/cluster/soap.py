"""SOAP without a WSDL: an envelope out, an element back, and every failure in words (cucm §1.1, §2.1, §2.3).

Elements are found by their local names, since servers differ in which of them they qualify (cucm §1.3, §2.5).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence

import httpx
from lxml import etree

from eraser.cluster.place import ClusterPlace
from eraser.cluster.trusted_tls import ClusterNotVerified, presented_fingerprint, trusted_context
from eraser.model.outcome import AnswerCut, AuthRefused, ClusterBusy, EraserError, PersonNeeded, Unreachable
from eraser.wire.login import Login

Node = etree._Element  # noqa: SLF001 - lxml has no other name for it
Body = Mapping[str, object]
"""Elements in order: text, a number, a nested body, or a sequence of any of them under one name."""

ANSWER_WITHIN_S = 60.0  # a query over a large database takes its time (our choice)
ANSWER_LIMIT_BYTES = 16 * 1024 * 1024  # a cluster stops at 8 MB itself (cucm §2.3)
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_OK, _UNAUTHORIZED, _FORBIDDEN, _BUSY = 200, 401, 403, 503


class ClusterLoginRefused(AuthRefused):
    """The cluster refuses the login. Check ITL_ERASER_CUCM_USER, its password, and its roles: Standard AXL API Access
    and Standard CCM Server Monitoring."""


class ClusterFault(PersonNeeded):
    """The cluster answers with a fault. Read what it says, and check release and roles."""


class SoapDoor:
    """One service of a cluster. The login leaves only over a connection whose certificate was checked."""

    def __init__(self, place: ClusterPlace, login: Login, path: str, *, within_s: float = ANSWER_WITHIN_S) -> None:
        self._place, self._login, self._path, self._within_s = place, login, path, within_s
        self._client: httpx.AsyncClient | None = None

    async def call(self, action: str, operation: str, namespace: str, body: Body) -> Node:
        """The answer's first element.

        Raises:
            Unreachable, AnswerCut, ClusterNotVerified, ClusterLoginRefused, ClusterBusy, ClusterFault.
        """
        client = await self._open()
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        try:
            async with client.stream(
                "POST", self._path, content=_envelope(operation, namespace, body), headers=headers
            ) as answer:
                content = b""
                async for piece in answer.aiter_bytes():
                    content += piece
                    if len(content) > ANSWER_LIMIT_BYTES:
                        raise AnswerCut(f"{self._where}: an answer of more than {ANSWER_LIMIT_BYTES} bytes")
        except httpx.HTTPError as error:
            raise await self._translated(error) from error
        return self._read(answer.status_code, content, operation)

    async def aclose(self) -> None:
        """Ends the connection."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    @property
    def _where(self) -> str:
        return f"{self._place}{self._path}"

    async def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            context = await trusted_context(self._place, within_s=self._within_s)
            auth = httpx.BasicAuth(self._login.user, self._login.password)
            self._client = httpx.AsyncClient(
                base_url=self._place.url,
                auth=auth,
                verify=context,
                timeout=self._within_s,
                follow_redirects=False,
                trust_env=False,
            )
        return self._client

    def _read(self, status: int, content: bytes, operation: str) -> Node:
        if status in (_UNAUTHORIZED, _FORBIDDEN):  # the body is a page of Tomcat's, no SOAP (cucm §1.1)
            raise ClusterLoginRefused(f"{self._where}: HTTP {status} to {operation}")
        if status == _BUSY:
            raise ClusterBusy(f"{self._where}: HTTP 503 to {operation}: too many changes are outstanding")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise AnswerCut(f"{self._where}: HTTP {status} to {operation}, and no XML") from error
        fault = find(root, "Fault")
        if fault is not None:
            raise _fault(fault, f"{self._where}: {operation}")
        body = find(root, "Body")
        first = next(children(body), None) if body is not None else None
        if status != _OK or first is None:
            raise AnswerCut(f"{self._where}: HTTP {status} to {operation}, and no answer in it")
        return first

    async def _translated(self, error: httpx.HTTPError) -> EraserError:
        if isinstance(error.__cause__ and error.__cause__.__cause__, ssl.SSLCertVerificationError) or (
            "CERTIFICATE_VERIFY_FAILED" in str(error)
        ):
            shown = await presented_fingerprint(self._place, within_s=self._within_s)
            return ClusterNotVerified(
                f"{self._place}: its certificate can not be verified ({error}). If it is the right one, add "
                f"?fingerprint={shown}, or ?ca=FILE of whoever signed it"
            )
        return Unreachable(f"{self._where}: {str(error) or type(error).__name__}")


def find(node: Node, *names: str) -> Node | None:
    """The first element of these local names, one below another, at any depth."""
    found: Node | None = node
    for name in names:
        found = next(found.iter(f"{{*}}{name}"), None) if found is not None else None
    return found


def find_all(node: Node, name: str) -> Iterator[Node]:
    """All elements of this local name at any depth."""
    return iter(node.iter(f"{{*}}{name}"))


def children(node: Node, name: str = "*") -> Iterator[Node]:
    """Direct children that are elements, of this local name."""
    return iter(node.iterchildren(f"{{*}}{name}"))


def text_of(node: Node, *names: str) -> str:
    """The text of the first element of these names, one below another; "" if there is none or it is nil."""
    found = find(node, *names)
    return (found.text or "").strip() if found is not None else ""


def _envelope(operation: str, namespace: str, body: Body) -> bytes:
    envelope = etree.Element(f"{{{_ENVELOPE}}}Envelope", nsmap={"soapenv": _ENVELOPE, "ns": namespace})
    element = etree.SubElement(etree.SubElement(envelope, f"{{{_ENVELOPE}}}Body"), f"{{{namespace}}}{operation}")
    qualified = (
        f"{{{namespace}}}" if "ast/soap" in namespace else ""
    )  # RIS qualifies inner elements, AXL none (cucm §2.5)
    _fill(element, body, qualified)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _fill(parent: Node, body: Body, qualified: str) -> None:
    for name, value in body.items():
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
        for one in several:
            element = etree.SubElement(parent, f"{qualified}{name}")
            if isinstance(one, Mapping):
                _fill(element, one, qualified)
            else:
                element.text = str(one)


def _fault(fault: Node, where: str) -> EraserError:
    code = text_of(fault, "faultcode")
    words = " ".join((text_of(fault, "faultstring") or text_of(fault, "axlmessage") or code).split())[:300]
    if code.endswith("RateControl"):
        return ClusterBusy(f"{where}: {words}")
    return ClusterFault(f"{where}: {words}")
