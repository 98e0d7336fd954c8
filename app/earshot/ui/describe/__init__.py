"""The Describe place: clips, pictures and recordings, watched and asked about."""
