"""Whole numbers in addresses and posts: ASCII digits, and no more of them than a number of that kind can have."""


def read_digits(text: str | None, most: int) -> int | None:
    """The number that `text` writes in one to `most` digits 0 to 9; None where it is anything else, or nothing."""
    return int(text) if text and len(text) <= most and text.isascii() and text.isdigit() else None
