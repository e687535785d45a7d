"""linkdomain: a Slack bot that puts Twilio short links on a client's own domain."""
