"""The Dictate place: speak, watch the words come, change them."""
