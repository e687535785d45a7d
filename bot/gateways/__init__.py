"""Outbound adapters, one outside party each. They translate; they never decide."""
