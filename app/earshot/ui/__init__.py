"""The screen: views that show and do not decide."""
