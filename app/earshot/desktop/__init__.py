"""The computer around us: a key that is always heard, the program in front, text put where its caret is."""
