"""Pure functions from read models to what people see in Slack."""
