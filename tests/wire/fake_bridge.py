"""A bridge that is none: started in place of Java, it opens, and then does what its first word says."""

import json
import os
import signal
import sys

mood = sys.argv[1]


def say(**answer):
    shout(json.dumps(answer))


def shout(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if mood == "no library":
    sys.exit("Bridge.java:22: error: package com.cisco.jtapi.extensions does not exist")
for line in sys.stdin:
    command = json.loads(line)
    number, what = command["id"], command["do"]
    if what == "open" and mood == "refuses":
        say(id=number, kind="closed", said=f"login={command['user']};passwd={command['password']} is wrong")
    elif what in ("open", "state", "leave"):
        say(id=number, ok="yes", state=mood if mood in ("busy", "unknown") else "idle")
    elif mood == "dies":
        os._exit(3)
    elif mood == "babbles":
        shout("Exception in thread main")
    elif mood == "shouts":
        shout("x" * 100_000)
    elif mood == "lists":
        shout("[1]")
    elif mood == "closed":
        say(id=number, kind="closed", said="CTI Manager went away")
    elif mood in ("works", "deaf"):
        say(id=number, ok="yes")
if mood == "deaf":  # to the end of its input
    signal.pause()
