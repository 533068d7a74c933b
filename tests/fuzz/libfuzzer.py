"""What libFuzzer is told: where seeds and words are, and when to stop."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

TOTAL_S = 600  # architecture §6 asks for 10 minutes at least
ONE_S = 30  # an input that takes longer is a finding of libFuzzer's own
MEMORY_MB = 1024  # the readers' libraries take 300 MB


def arguments(given: Sequence[str], seeds: Sequence[bytes], words: Sequence[bytes], *, longest_bytes: int) -> list[str]:
    """The command line for libFuzzer: what was given, and what was not by default."""
    work = Path(tempfile.mkdtemp(prefix="itl-eraser-fuzz-"))
    (work / "seeds").mkdir()
    for number, seed in enumerate(seeds):
        (work / "seeds" / str(number)).write_bytes(seed)
    (work / "words").write_text("".join(f'"{_escaped(word)}"\n' for word in words))
    program, *rest = given
    folders = [word for word in rest if not word.startswith("-")]
    if not folders:
        (work / "found").mkdir()
        folders = [str(work / "found")]
    options = {
        "-max_total_time": str(TOTAL_S),
        "-timeout": str(ONE_S),
        "-rss_limit_mb": str(MEMORY_MB),
        "-max_len": str(longest_bytes),
        "-dict": str(work / "words"),
        "-artifact_prefix": f"{work}/",
        "-print_final_stats": "1",
    }
    options |= dict(word.split("=", 1) for word in rest if word.startswith("-") and "=" in word)
    bare = [word for word in rest if word.startswith("-") and "=" not in word]
    files = [folder for folder in folders if Path(folder).is_file()]  # a finding, to be tried again
    corpus = files or [*folders, str(work / "seeds")]
    return [program, *bare, *(f"{name}={value}" for name, value in options.items()), *corpus]


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02X}" for byte in word)
