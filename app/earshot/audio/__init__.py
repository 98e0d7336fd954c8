"""Sound in and out: files, the microphone."""
