"""The program takes as many files as the system lets it have."""

import subprocess
import sys

import pytest

SCRIPT = """
import resource
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, min(most, 500) if most > 0 else 500))
from eraser.ops.open_files import allow_open_files
print(allow_open_files(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def test_a_login_that_begins_with_few_files_gets_all_that_it_may_have():
    pytest.importorskip("resource")

    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60)

    assert "500 500" == told.stdout.strip()
