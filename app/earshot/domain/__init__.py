"""What is decided, in pure Python and numpy: sound, windows, words, clips, events."""
