"""The database: SQLite embedded, or PostgreSQL. Everything SQL lives here."""
