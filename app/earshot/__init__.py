"""Earshot listens, edits and watches with one local model; nothing leaves the machine."""
