"""The tags of headers and records: two number spaces (trust §1.2, §1.3). The names are those of `show itl`, Cisco's
spelling included, so that an engineer finds what he knows."""

from __future__ import annotations

HEADER_TAGS = {
    1: "VERSION",
    2: "HEADERLENGTH",
    3: "SIGNERID",
    4: "SIGNERNAME",
    5: "SERIALNUMBER",
    6: "CANAME",
    7: "SIGNATUREINFO",
    8: "DIGESTALGORTITHM",
    9: "SIGNATUREALGOINFO",
    10: "SIGNATUREALGORTITHM",
    11: "SIGNATUREMODULUS",
    12: "SIGNATURE",
    13: "PADDING",
    14: "FILENAME",
    15: "TIMESTAMP",
    16: "ENCRYPTION",
    17: "CIPHER",
    18: "CIPHERVERSION",
    19: "IV",
    20: "PADDINGCOUNT",
    21: "KEYINFO",
    22: "KEYVERSION",
    23: "KEYSIZE",
    24: "KEYALGORITHM",
    25: "ENCRYPTEDKEY",
    26: "CLEARDIGESTALGORITHM",
    27: "CLEARDIGEST",
    28: "SIGNERVERSION",
}

RECORD_TAGS = {
    1: "RECORDLENGTH",
    2: "DNSNAME",
    3: "SUBJECTNAME",
    4: "FUNCTION",
    5: "ISSUERNAME",
    6: "SERIALNUMBER",
    7: "PUBLICKEY",
    8: "SIGNATURE",
    9: "CERTIFICATE",
    10: "IPADDRESS",
    11: "CERTIFICATEHASH",
    12: "HASHALGORITHM",
}
