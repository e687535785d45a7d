"""How payloads reach the app: over Socket Mode, or pushed to its address."""
