"""Screens in the user's language (phones §4.3 tells it of pages): the German words for what stands on them.

Plausible words: no public picture of a German settings menu was found. Names, numbers and addresses stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from eraser.simulator.description import Description

GERMAN: Mapping[str, str] = {
    "802.1X Authentication": "802.1X-Authentifizierung",
    "Accept": "Annehmen",
    "Access is restricted": "Zugriff ist eingeschränkt",
    "Accessories": "Zubehör",
    "Admin settings": "Verwaltereinstellungen",
    "Administrator settings": "Administratoreinstellungen",
    "All": "Alle",
    "All settings": "Alle Einstellungen",
    "Answer": "Annehmen",
    "Applications": "Anwendungen",
    "Apps": "Apps",
    "Back": "Zurück",
    "CAPF Server": "CAPF-Server",
    "CTL File": "CTL-Datei",
    "Cancel": "Abbrechen",
    "Certificates": "Zertifikate",
    "Choose what to reset": "Was zurücksetzen?",
    "Connected": "Verbunden",
    "Continue": "Weiter",
    "DND": "Ruhe",
    "Decline": "Ablehnen",
    "Device Configuration": "Gerätekonfiguration",
    "Directories": "Verzeichnisse",
    "End call": "Beenden",
    "EndCall": "Auflegen",
    "Enter": "Eingabe",
    "Enter password": "Kennwort eingeben",
    "Erase": "Löschen",
    "Erase CTL File?": "CTL-Datei löschen?",
    "Erase ITL File?": "ITL-Datei löschen?",
    "Exit": "Beenden",
    "Forward all": "Umleiten",
    "Hold": "Halten",
    "ITL File": "ITL-Datei",
    "Incoming call": "Ankommender Anruf",
    "Incorrect password": "Falsches Kennwort",
    "LSC": "LSC",
    "Messages": "Nachrichten",
    "Model Information": "Modellinformationen",
    "Network": "Netzwerk",
    "Network Configuration": "Netzwerkkonfiguration",
    "Network settings": "Netzwerkeinstellungen",
    "Network settings: continue?": "Netzwerkeinstellungen: weiter?",
    "Network setup": "Netzwerkeinrichtung",
    "Network: continue?": "Netzwerk: weiter?",
    "New call": "Neuer Anruf",
    "NewCall": "NeuAnruf",
    "No": "Nein",
    "No entries": "Keine Einträge",
    "On hold": "Gehalten",
    "Phone information": "Telefoninformationen",
    "Preferences": "Voreinstellungen",
    "Recents": "Anruflisten",
    "Redial": "Wahlwdh.",
    "Reset": "Zurücksetzen",
    "Reset all settings?": "Alle Einstellungen zurücksetzen?",
    "Reset device": "Gerät zurücksetzen",
    "Reset network settings?": "Netzwerkeinstellungen zurücksetzen?",
    "Reset security settings?": "Sicherheitseinstellungen zurücksetzen?",
    "Reset settings": "Einstellungen zurücksetzen",
    "Restart this phone?": "Telefon neu starten?",
    "Resume": "Fortsetzen",
    "Security": "Sicherheit",
    "Security Configuration": "Sicherheitskonfiguration",
    "Security Mode": "Sicherheitsmodus",
    "Security settings": "Sicherheitseinstellungen",
    "Security settings were reset": "Sicherheitseinstellungen zurückgesetzt",
    "Security settings: continue?": "Sicherheitseinstellungen: weiter?",
    "Security setup": "Sicherheitseinrichtung",
    "Security: continue?": "Sicherheit: weiter?",
    "Select": "Auswahl",
    "Services": "Dienste",
    "Settings": "Einstellungen",
    "Settings access is off": "Zugriff auf Einstellungen gesperrt",
    "Sign in": "Anmelden",
    "Signature": "Signatur",
    "Status": "Status",
    "Transfer": "Übergabe",
    "Trnsfer": "Übergabe",
    "Trust List": "Vertrauensliste",
    "Unlock": "Entsperren",
    "User Preferences": "Benutzereinstellungen",
    "User preferences": "Benutzereinstellungen",
    "Web Access Enabled": "Webzugriff aktiviert",
    "Yes": "Ja",
    "more": "mehr",
}

SCREEN_LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": {}, "de": GERMAN}


def in_language(description: Description, language: str) -> Description:
    """The same screen in this language; what has no word in it stays."""
    words = SCREEN_LANGUAGES[language]
    if not words:
        return description
    return replace(
        description,
        title=words.get(description.title, description.title),
        rows=tuple(replace(row, label=words.get(row.label, row.label)) for row in description.rows),
        soft_keys=tuple(replace(key, label=words.get(key.label, key.label)) for key in description.soft_keys),
    )
