"""A client of fitter: signed URLs for a site's pages, uploads, purges.

``from fitter.client import Client``. It needs ``requests`` and nothing of the server.
"""

from fitter.client.addresses import Addresses
from fitter.client.client import Client, Uploaded
from fitter.client.failures import Failed, NotReached, Refused
from fitter.client.warming import Warmed

__all__ = ["Addresses", "Client", "Failed", "NotReached", "Refused", "Uploaded", "Warmed"]
