"""Around the window: the key in every program, the tray, the menus, what comes from outside."""
