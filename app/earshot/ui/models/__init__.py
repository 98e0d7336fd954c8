"""The Models place: what is on this disk and what can be had."""
