"""Which public supports a small merchant in Gwangju can get, and why."""
