"""The computer around us: a key that is always heard, text at another program's caret, what it tells of itself."""
