"""The character vocabulary of the local experts, in the layout of llama.cpp's SPM tokenizer.

Ids 0..2 are the specials, 3..258 the 256 byte tokens and 259..353 the 95 printable ASCII characters.
A newline has no character token: it is the byte token ``<0x0A>``, as llama.cpp encodes it.
"""

from __future__ import annotations

UNKNOWN, BEGIN, END = 0, 1, 2
FIRST_BYTE = 3
FIRST_CHARACTER = FIRST_BYTE + 256
SIZE = FIRST_CHARACTER + 95
NORMAL, LOW = "\n>", "\n="

_TYPE_NORMAL, _TYPE_UNKNOWN, _TYPE_CONTROL, _TYPE_BYTE = 1, 2, 3, 6


def encode(text: str) -> list[int]:
    """Ids of an ASCII text, one per character, without begin or end."""
    return [FIRST_CHARACTER + ord(c) - 32 if " " <= c <= "~" else FIRST_BYTE + ord(c) for c in text]


def decode(ids: list[int]) -> str:
    """The text of the given ids; specials are dropped."""
    return "".join(
        chr(i - FIRST_CHARACTER + 32) if i >= FIRST_CHARACTER else chr(i - FIRST_BYTE) for i in ids if i >= FIRST_BYTE
    )


def pieces() -> list[str]:
    """The token texts in id order; SPM writes the space as U+2581."""
    characters = ["\u2581"] + [chr(c) for c in range(33, 127)]
    return ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)] + characters


def piece_types() -> list[int]:
    """The llama.cpp token types in id order."""
    return [_TYPE_UNKNOWN, _TYPE_CONTROL, _TYPE_CONTROL] + [_TYPE_BYTE] * 256 + [_TYPE_NORMAL] * 95
