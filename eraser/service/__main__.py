"""`python -m eraser.service` is `itl-eraser`."""

from eraser.service.cli import main

main()
