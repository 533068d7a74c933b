"""Words of phones' menus and messages: what a recording may show. Every other word is replaced by a stand-in.

The list is what stands on settings screens in manuals and samples (phones §2.2, §2.3, §4.2, §5), in English. A word
that is missing costs a stand-in too many, which `keep WORD` of the console undoes; a name that stood here would get
out. So no word of this list is a person's, a company's or a host's.
"""

from __future__ import annotations

_MENU_WORDS = """
a about above ac accept access accessories accessory account active activity adapter add address adjust admin
administration administrator advanced alert alerts all allow allowed alternate am an analog and answer any app
application applications apply apps are area arp as asleep at attendant audio auth authenticate authenticated
authentication authorize auto automatic aux auxiliary available back background backlight backspace backup bandwidth
barge battery below block blocked bluetooth boot bootp both brightness broadcast busy button buttons by cache call
callback called caller calls camera can cancel cannot capf capture cdp certificate certificates cfwdall cgi change
changed changes characters check cisco clear client clock close cmc cnf code codec coins collaboration communicator
complete completed conference config configuration configure confirm confirmation connect connected connecting
connection contact contacts continue contrast control controlled copy corporate count credentials cryptographic ctl
current data date day days default defaults delete deleted deleting delta description details detected device
devices dhcp diagnostics dial dialed dialing dialled different digits direct directories directory disable disabled
discovery display divert dn dnd dns do domain done down download downloading dropped dss duplex duration dynamic
each eap ear echo edit eject email emergency empty enable enabled encrypted encryption end enrollment enter entered
enterprise entries entry erase erased erasing error errors ethernet european event events exit expansion expired
extension external fac factory failed failure family fast favorites feature features fi file files find firmware
first flash font for forget format forward forwarding found from full function functions gateway general get global
gratuitous group guest half handset has hash have headset headsets help hide high history hlog hold home hook host
hostname hotspot hour hours http https icon id idivert idle if image in inactive incoming incorrect information init
input install installed installing integrated intercom interface internet invalid ip ipv is issuer it item items itl
jar java join kem key keyboard keypad keys kind label lan language last later latest launch layout lease less level
license limit line lines link list lists lldp load loading loads local locale location lock locked log login logout
long lookup loss low lsc mac main maintenance malformed manage management manual manufacturer mask maximum media
medium memory menu message messages method mic microphone midlet minimum minutes missed mixed mobile mobility mode
model modem module monitor more move mpp multicast multiple music must mute name names native network networks new
newcall next no non none normal not notice notification notifications number numbers of off offered offline ok old
on one only open operation option optional options or order other out outgoing output owner pager paging pair paired
park parked password path pause peer pem pending permission phone phonebook phones pickup picture pin place placed
play please pm pool port ports position power preferences presence press pressed previous primary print
prioritization privacy private problem proceed processing product profile profiles prompt protection protocol
provision proxy public push qos quality question queue quick quit radio range read ready reboot received recent
recents record recording recovery redial redirect refresh registered registering registration reject rejected
release remote remove rename repeat report request required reset resets resetting resolution restart restarting
restore restored restores resume retry return reversed revert ring ringer ringing rings ringtone roaming role root
router rtp running save saved saving scan sccp screen search second secondary seconds secure security select
selected send sent serial server servers service serviceability services session set setting settings setup sgn
shared short show side signal signaling signature signed signer sip size skip soft softkey software sound source
span speaker speakerphone speed srst ssh ssid standard start started state states static station statistics status
step stop stopped stream streaming streams subject submit subnet success successful support supported sure switch
sync system tcp technical telephone temporary terminate test text tftp the then this time timed timeout timer
timestamp tls tlv to tone tool tools total transfer transferred trnsfer trunk trust trusted try tvs type udp unable
unassigned unavailable undo unified uninstalled unit unknown unlock unlocked unmute unpair unregistered unsupported
until up update updated updates upgrade url usage usb use used user username users value vendor verify version video
view virtual visual vlan voice voicemail volume vpn wait waiting wake wallpaper warning was web wi wifi will window
wireless with without wlan wrong xml yes you your zone
"""
MENU_WORDS = frozenset(_MENU_WORDS.split())

# Signs with three digits or more that are no numbers of anybody.
MENU_SIGNS = frozenset({"802.1x", "802.1q", "802.11", "802.11a", "802.11b", "802.11g", "802.11n", "802.11ac"})

# What the page says as the user's locale, and nowhere else: some are surnames too.
_LOCALE_WORDS = """
american arabic australia austria belgium brazil bulgarian canada catalan china chinese croatian czech danish
denmark dutch english estonian federation finland finnish france french german germany greece greek hebrew hong
hungarian hungary israel italian italy japan japanese kingdom kong korea korean latvian lithuanian mexico
netherlands norway norwegian poland polish portugal portuguese republic romania romanian russia russian serbian
simplified slovak slovenian spain spanish states sweden swedish switzerland taiwan thai traditional turkey turkish
uk ukrainian united us
"""
LOCALE_WORDS = frozenset(_LOCALE_WORDS.split())
