"""The same bot on loopback, against stand-ins that speak the real protocols.

They render and remember; they never decide.
"""
