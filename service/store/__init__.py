"""What merchants answered, for as long as they need it: drafts and results saved under a code."""

from service.store.codes import shown
from service.store.content import TooLarge
from service.store.store import Gone, Purged, Saved, Store

__all__ = ["Gone", "Purged", "Saved", "Store", "TooLarge", "shown"]
