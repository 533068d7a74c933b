"""What the README generates from the program is current; `make fix` writes it anew."""

from tests.architecture.readme_blocks import README, renewed


def test_generated_parts_of_the_readme_are_current() -> None:
    text = README.read_text(encoding="utf-8")

    assert text == renewed(text)
