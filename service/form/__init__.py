"""The pages a merchant meets: questions, results, programs."""
