"""Slack's Web API, as far as a bot of this kind uses it."""
