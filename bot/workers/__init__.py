"""The async loops: the metronome, the checker and the relay."""
