"""macOS, through PyObjC and two calls of Carbon.  Main thread only, and none of it has been run on a Mac yet.

Only calls stand here; what decides is in `domain` (hotkey, mackeys, inserting, pasting).
"""
