"""How often the collector of garbage stops everything."""

from __future__ import annotations

import subprocess
import sys

ASK = """
import gc
from eraser.ops.pauses import keep_pauses_short

usual = gc.get_threshold()[0]
keep_pauses_short()
kept = gc.get_freeze_count()
keep_pauses_short()
print(gc.get_threshold()[0] > usual, kept > 0, gc.get_freeze_count() == kept, gc.isenabled())
"""


def test_the_collector_comes_by_more_seldom_and_walks_over_no_library():
    # In a process of its own: it is for all of it, and for good.
    told = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout
    assert "True True True True" == told.strip()
