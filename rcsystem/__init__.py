"""The project: settings, addresses and entry points. It imports every app and is imported by none."""
