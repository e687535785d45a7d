"""One local page in which a stranger can use the bot: left the workspace, right the world around it."""
