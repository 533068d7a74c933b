"""ITL Eraser: erases stale trust lists from Cisco IP phones and proves it for each phone."""

__version__ = "0.1.0"
