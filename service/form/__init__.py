"""The pages a merchant meets: questions, results, programs."""

from service.form.views import Views

__all__ = ["Views"]
