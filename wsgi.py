"""The service as gunicorn and the flask command start it."""

from service.app import create_app
from service.errors import SettingError, TableError

try:
    app = create_app()
except (SettingError, TableError) as fault:
    raise SystemExit(str(fault)) from None
