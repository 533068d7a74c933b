"""Pages in the phone's own locale (phones §4.3): German words for labels and values. Names and numbers stay."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {}

GERMAN: Mapping[str, str] = {
    "Device Information": "Geräteinformationen",
    "Network Setup": "Netzwerkeinrichtung",
    "Network Configuration": "Netzwerkkonfiguration",
    "Status Messages": "Statusmeldungen",
    "Streaming Statistics": "Streaming-Statistik",
    "MAC Address": "MAC-Adresse",
    "Host Name": "Hostname",
    "Phone DN": "Telefonnummer",
    "Version": "Version",
    "Serial Number": "Seriennummer",
    "Model Number": "Modellnummer",
    "Message Waiting": "Nachricht wartet",
    "Service Mode": "Dienstmodus",
    "Domain Name": "Domänenname",
    "IP Address": "IP-Adresse",
    "Subnet Mask": "Subnetzmaske",
    "Authentication URL": "Authentifizierungs-URL",
    "User Locale": "Benutzergebietsschema",
    "Web Access Enabled": "Webzugriff aktiviert",
    "SSH Access Enabled": "SSH-Zugriff aktiviert",
    "Alternate TFTP": "Alternativer TFTP",
    "CTL File": "CTL-Datei",
    "CTL Signature": "CTL-Signatur",
    "ITL File": "ITL-Datei",
    "ITL Signature": "ITL-Signatur",
    "Installed": "Installiert",
    "Not Installed": "Nicht installiert",
    "Stream Status": "Streamstatus",
    "Row Status": "Zeilenstatus",
    "Active": "Aktiv",
    "Standby": "Bereitschaft",
    "Not Ready": "Nicht bereit",
    "English_United_States": "German_Germany",
    "Yes": "Ja",
    "No": "Nein",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "de": GERMAN}
