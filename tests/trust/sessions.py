"""What a node's command line prints for `show itl` and `show ctl`, in the layouts that terminals leave (trust §1.8)."""

from __future__ import annotations

import hashlib

from eraser.trust.show import shown_text
from eraser.trust.tlv import read_trust_file

TOKEN_CTL = """admin:show ctl
The checksum value of the CTL file:
0123456789abcdef0123456789abcdef(MD5)
89abcdef0123456789abcdef0123456789abcdef(SHA1)


Length of CTL file: 2709
The CTL File was last modified on Tue Jan 13 10:11:12 CET 2026

Parse CTL File
----------------

Version:\t1.2
HeaderLength:\t304 (BYTES)

BYTEPOS\tTAG\t\tLENGTH\tVALUE
-------\t---\t\t------\t-----
3\tSIGNERID\t2\t117
4\tSIGNERNAME\t56\tcn="SAST-ADN00aabbccdd        ";ou=IPCBU;o="Cisco Systems
5\tSERIALNUMBER\t10\t83:11:22:33:44:55:66:77:88:99
6\tCANAME\t42\tcn=Cisco Manufacturing CA;o=Cisco Systems
7\tSIGNATUREINFO\t2\t15
8\tDIGESTALGORTITHM\t1
9\tSIGNATUREALGOINFO\t2\t8
10\tSIGNATUREALGORTITHM\t1
11\tSIGNATUREMODULUS\t1
12\tSIGNATURE\t128
45  ec  5  c  9e  68  6d  e6
5d  4b  d3  91  c2  26  cf  c1
14\tFILENAME\t12
15\tTIMESTAMP\t4

\tCTL Record #:1
\t  ----
BYTEPOS\tTAG\t\tLENGTH\tVALUE
-------\t---\t\t------\t-----
1\tRECORDLENGTH\t2\t1186
2\tDNSNAME\t\t1\t
3\tSUBJECTNAME\t56\tcn="SAST-ADN00aabbccdd        ";ou=IPCBU;o="Cisco Systems
4\tFUNCTION\t2\tSystem Administrator Security Token
5\tISSUERNAME\t42\tcn=Cisco Manufacturing CA;o=Cisco Systems
6\tSERIALNUMBER\t10\t83:11:22:33:44:55:66:77:88:99
7\tPUBLICKEY\t140\t
9\tCERTIFICATE\t902\t00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 (SHA1 Hash HEX)
10\tIPADDRESS\t4
This etoken was used to sign the CTL file.


\tCTL Record #:2
\t  ----
BYTEPOS\tTAG\t\tLENGTH\tVALUE
-------\t---\t\t------\t-----
1\tRECORDLENGTH\t2\t1186
2\tDNSNAME\t\t1\t
3\tSUBJECTNAME\t56\tcn="SAST-ADN00eeff0011        ";ou=IPCBU;o="Cisco Systems
4\tFUNCTION\t2\tSystem Administrator
 Security Token
5\tISSUERNAME\t42\tcn=Cisco Manufacturing CA;o=Cisco
 Systems
6\tSERIALNUMBER\t10\t3C:11:22:33:44:55:66:77:88:99
7\tPUBLICKEY\t140\t
9\tCERTIFICATE\t902\t99 11 22 33 44 55 66 77 88 99
 AA BB CC DD EE FF 00 11 22 33 (SHA1 Hash HEX)
10\tIPADDRESS\t4
This etoken was not used to sign the CTL file.

\tCTL Record #:3
\t  ----
BYTEPOS\tTAG\t\tLENGTH\tVALUE
-------\t---\t\t------\t-----
1\tRECORDLENGTH\t2\t33
2\tDNSNAME\t\t13\t10.20.30.40x
4\tFUNCTION\t2\tCCM+TFTP
10\tIPADDRESS\t4


The CTL file was verified successfully.

admin:"""

NO_CTL = """admin:show ctl
Length of CTL file: 0
CTL File not found. Please run CTLClient plugin or run the CLI - utils ctl.. to generate the CTL file.
Error parsing the CTL File.
admin:"""


def session_of(data: bytes, *, command: str = "show itl") -> str:
    """A node's answer for a list that we have in bytes."""
    body = shown_text(read_trust_file(data)).partition("\n")[2].partition("\nWarnings:")[0]
    assert hashlib.md5(data, usedforsecurity=False).hexdigest() in body
    return f"admin:{command}\n{body}\nadmin:"
