"""The service on a day in spring, as gunicorn serves it to the tests of pages."""

from service.app import create_app
from tests.moments import SPRING

app = create_app(clock=lambda: SPRING)
