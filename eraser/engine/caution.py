"""Which soft keys a person must ask for knowingly when keys are pressed by hand on a phone that nobody knows.

There is no driver to say which soft key erases, and the words of an unknown phone are unknown. So the harmless ones are
named, and every other one counts as one that may confirm an erase or a reset.
"""

from __future__ import annotations

from eraser.dsl import folded, label
from eraser.model.screen import Row, Screen

# What leaves a screen, or only shows more of it, in the words of phones' soft keys (phones §2.2, §2.3).
LEAVING = label(
    "Back|Exit|Cancel|No|Close|Quit|Return|Abort|Previous|More|Next|Help|<<|>>|Up|Down|"
    "Zurück|Abbrechen|Beenden|Verlassen|Nein|Retour|Quitter|Annuler|Non|Atrás|Salir|Cancelar|Indietro|Esci|Annulla|"
    "Terug|Annuleren|Voltar|Sair"
)
# What opens something. Harmless in a menu, but not as the answer to a question.
OPENING = label(
    "Select|Open|View|Details|Show|Settings|Apps|Applications|Menu|Redial|New call|Recents|Directories|Contacts|Unlock|"
    "Auswahl|Wählen|Sélect.|Sélectionner|Selec.|Seleccionar|Selez.|Seleziona|Selecteren"
)
ANSWERS = label(
    "Yes|OK|Confirm|Continue|Proceed|Accept|Erase|Reset|Delete|Clear|Restore|Restart|Reboot|"
    "Ja|Oui|Sí|Sì|Sim|Löschen|Zurücksetzen|Effacer|Supprimer|Réinitialiser|Borrar|Eliminar|Restablecer|Cancella|Wissen"
)
_ERASING = tuple(
    folded(word)
    for word in (
        *("erase", "reset", "delete", "clear", "restore", "factory", "restart", "reboot", "remove", "wipe", "sure"),
        *("lösch", "zurücksetz", "neustart", "effacer", "supprim", "réinitial", "borrar", "elimin", "restablec"),
        *("cancell", "ripristin", "apagar", "redefin", "wissen", "herstel"),
    )
)


def needs_knowledge(soft_label: str, screen: Screen) -> bool:
    """Whether this soft key may confirm an erase or a reset on this screen."""
    if LEAVING.names(soft_label):
        return False
    if OPENING.names(soft_label):
        return speaks_of_erasing(screen) and not is_numbered(screen)
    return True


def row_needs_knowledge(row: Row | None, screen: Screen) -> bool:
    """Whether choosing this row may answer a question: `1 Yes`, or the row chosen on a screen that is no menu."""
    if row is not None and ANSWERS.names(row.label):
        return True
    return speaks_of_erasing(screen) and not is_numbered(screen)


def speaks_of_erasing(screen: Screen) -> bool:
    """Whether anything on this screen speaks of an erase, a reset or a restart."""
    texts = [screen.title, *(row.label for row in screen.rows), *(soft.label for soft in screen.soft_keys)]
    return any(word in folded(text) for text in texts for word in _ERASING)


def is_numbered(screen: Screen) -> bool:
    """A menu: its rows have digits."""
    return any(row.digit is not None for row in screen.rows)


def asks_for_password(screen: Screen) -> bool:
    """Whether what is typed now may be a password or a PIN."""
    text = folded(" ".join([screen.title, *(row.label for row in screen.rows if row.digit is None)]))
    return any(
        folded(word) in text for word in ("password", "passwort", "kennwort", "mot de passe", "contraseña", "PIN:")
    )
