"""Block Kit as Slack judges it: what a block, an element, a message or a view may hold."""
