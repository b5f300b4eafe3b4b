"""The revisions, each with the way there and back."""
