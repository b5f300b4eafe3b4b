"""Values, conditions and verdicts: pure functions of facts and a moment."""
