"""How the tables come to be: Alembic's environment and revisions."""
