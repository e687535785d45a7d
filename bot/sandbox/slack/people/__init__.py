"""People who act in Slack's client, and what the client does on its own."""
