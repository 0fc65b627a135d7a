"""Headers → fields of a schema."""
