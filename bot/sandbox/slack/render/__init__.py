"""Messages, threads and views as plain text for a terminal."""
