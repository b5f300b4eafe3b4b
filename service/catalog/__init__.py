"""From the tables in ``rules/`` to engine objects: read, check, word."""
