"""DuckDB as the second engine: it runs the SQL that the compiler prints for it."""
