"""How everything looks and reads: colours, icons, texts in the language of the person before it."""
