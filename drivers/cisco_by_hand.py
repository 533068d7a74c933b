"""Phones to which no way by remote keys is known: what the technician does at the phone.

Where no page of a model is published, the spellings that its product name allows are listed.
"""

from eraser.dsl import ByHand, documented, inferred, reported

# The usual way of these series; the lamps differ from model to model (phones §2.6, the pages of a university).
POWER_UP_RESET = (
    "Write down its network settings if it has no DHCP. Pull its network cable and power. Hold # while you plug it in "
    "again, let go when its lamps blink, and type 123456789*0# within a minute. It starts with factory settings and "
    "fetches everything anew; what the lamps show is in the guide of the model."
)

CISCO_7931 = ByHand(
    name="cisco-7931",
    models=("CP-7931", "CP-7931G"),
    because="It takes keys from afar, but no way through its menus is published, and its menu button is another",
    instructions=(
        "At the phone: open the applications menu, Settings, Security Configuration, Trust List, ITL File (so it is on "
        "its sisters, here nobody says so). If the padlock is closed, type **# once and wait until it opens. Press "
        f"Erase, and confirm. If there is no such menu, a factory reset: {POWER_UP_RESET}"
    ),
    source=inferred("phones §2.6"),
)

CISCO_7937 = ByHand(
    name="cisco-7937",
    models=("CP-7937", "CP-7937G"),
    because="Its web server is another than that of all other models, and no way by keys is known",
    instructions=(
        "At the phone: open its administrator settings, look for the trust list or for a reset of the security "
        "settings, and choose only that. No way through its menus is published: follow its administration guide."
    ),
    source=reported("phones §2.6"),
)

CISCO_6901 = ByHand(
    name="cisco-6901",
    models=("CP-6901", "CP-6911"),
    because="They have hardly a display and no menu to follow, and their web pages only inform",
    instructions=f"At the phone, a factory reset: {POWER_UP_RESET}",
    source=reported("phones §2.6"),
)

CISCO_3905 = ByHand(
    name="cisco-3905",
    models=("CP-3905",),
    because="It has hardly a menu to follow, and its web pages only inform",
    instructions=(
        "At the phone, a factory reset by key at power-up, as the guide of the 3905 says; its network settings may be "
        "lost, so write them down first."
    ),
    source=reported("phones §2.6"),
)

CISCO_7925 = ByHand(
    name="cisco-7925",
    models=("CP-7921", "CP-7921G", "CP-7925", "CP-7925G", "CP-7925G-EX", "CP-7926", "CP-7926G"),
    because="No way is published for these wireless phones, and restoring defaults would drop their WLAN profile too",
    instructions=(
        "At the phone, with its WLAN profile at hand: look for the trust list in the security settings and erase it. "
        "If there is none, restore the defaults, and then enter the WLAN profile again."
    ),
    source=inferred("phones §2.6"),
)

CISCO_8821 = ByHand(
    name="cisco-8821",
    models=("CP-8821", "CP-8821-EX", "CP-9821", "DP-9821", "WP-9821"),
    because="The vendor documents the menu, but these wireless phones take none of the needed keys from afar",
    instructions=(
        "At the phone: open the Settings app, Admin settings, Reset settings, Security settings, and press Reset. "
        "Choose nothing else in that menu. The phone restarts by itself."
    ),
    source=documented("phones §2.2 8821, §2.6"),
)

CISCO_8875 = ByHand(
    name="cisco-8875",
    models=("CP-8875", "CP-8875NR", "VP-8875", "VP-8875NR"),
    because="Its keys are documented, the menu of the erase is not",
    instructions=(
        "At the phone: open Settings, look for Reset settings, and there choose Security settings only. If it asks "
        "about anything else (all settings, network), leave it and ask the vendor."
    ),
    source=documented("phones §2.6"),
)

CISCO_9800 = ByHand(
    name="cisco-9800",
    models=(
        "CP-9811",
        "CP-9841",
        "CP-9851",
        "CP-9861",
        "CP-9861NR",
        "CP-9871",
        "CP-9871NR",
        "DP-9811",
        "DP-9841",
        "DP-9851",
        "DP-9861",
        "DP-9861NR",
        "DP-9871",
        "DP-9871NR",
    ),
    because="Their keys are documented, the menu of the erase is not",
    instructions=(
        "At the phone: open Settings, look for Reset settings, and there choose Security settings only. If it asks "
        "about anything else (all settings, network), leave it and ask the vendor."
    ),
    source=documented("phones §2.6"),
)

CISCO_ATA = ByHand(
    name="cisco-ata",
    # A real page of the 187 says ATA-187.
    models=(
        "ATA-187",
        "ATA187",
        "ATA 187",
        "ATA-190",
        "ATA190",
        "ATA 190",
        "ATA-191",
        "ATA191",
        "ATA 191",
    ),
    because="An analogue adapter has no display and takes no keys",
    instructions=(
        "At the adapter: write down its network settings, then reset it to factory settings by its own web page or "
        "its button, as its guide says."
    ),
    source=inferred("phones §2.6"),
)

CISCO_DX = ByHand(
    name="cisco-dx",
    # The print of these is not published; the names that cluster and product use are listed.
    models=(
        "CP-DX650",
        "CP-DX70",
        "CP-DX80",
        "DX650",
        "DX70",
        "DX80",
        "Cisco DX650",
        "Cisco DX70",
        "Cisco DX80",
        "Cisco Webex DX80",
        "Cisco TelePresence DX70",
    ),
    because="The vendor documents that this series does not support the URL by which keys are allowed",
    instructions=(
        "With Android, at the phone: open Settings, look for the trust lists under Security, and erase them. With CE "
        "software, as its administrator: the xAPI command Security Certificates CUCM CTL Delete (with TC software "
        "Provisioning CUCM CTL Delete)."
    ),
    source=documented("phones §2.1, §2.2, §2.6"),
)

DRIVERS = (
    CISCO_7931,
    CISCO_7937,
    CISCO_6901,
    CISCO_3905,
    CISCO_7925,
    CISCO_8821,
    CISCO_8875,
    CISCO_9800,
    CISCO_ATA,
    CISCO_DX,
)
