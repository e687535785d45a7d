"""The forms. Each is a pure function of what is known when it opens; values people typed survive a redraw."""
