"""What botocore knows: keys, region and host names, from environment, files, container or machine.

Reading all that blocks, and importing botocore takes half a second: both are done in a thread when S3 is first used.
"""

from __future__ import annotations

import botocore.session
from botocore.exceptions import BotoCoreError
from botocore.regions import EndpointResolver

from fitter.storages.s3.keys import Keys

_REGION = "us-east-1"


class Chain:
    """A session of botocore's. It waits for files and for servers next to this machine."""

    def __init__(self, profile: str | None) -> None:
        self._session = botocore.session.Session(profile=profile)

    def keys(self) -> Keys:
        """The keys as they are now; botocore renews those that expire.

        Raises:
            PermissionError: there are none.
        """
        try:
            found = self._session.get_credentials()
            if found is not None:
                frozen = found.get_frozen_credentials()
                return Keys(frozen.access_key, frozen.secret_key, frozen.token)
        except BotoCoreError as error:
            raise PermissionError(f"no keys for S3 are to be had: {error}") from None
        raise PermissionError("there are no keys for S3: not in the options, the environment, a file or the machine")

    def region(self) -> str:
        """The region of the profile or the environment, or the one that knows where all others are.

        Raises:
            PermissionError: the profile is not there, or its file is broken.
        """
        try:
            return self._session.get_config_variable("region") or _REGION
        except BotoCoreError as error:
            raise PermissionError(f"the region of S3 cannot be found: {error}") from None

    def host(self, region: str) -> str:
        """The host name of S3 in a region.

        Raises:
            ConnectionError: there is no such region.
        """
        known = self._session.get_component("data_loader").load_data("endpoints")
        found = EndpointResolver(known).construct_endpoint("s3", region)
        if found is None:
            raise ConnectionError(f"S3 has no region called {region}")
        return str(found["hostname"])
