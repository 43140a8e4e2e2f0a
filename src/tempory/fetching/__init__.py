"""Pictures that a message only points at, fetched for its reader: by URL in, a picture made anew out.

The reader's browser never speaks to the picture's host, and the host learns nothing of the reader. Whoever writes a
message chooses the URL, so this is where they would reach into our network (SSRF): every name is resolved by the
configured resolver, every address is judged, and the connection goes to the very address that was judged. What comes
back is hostile and is decoded in a process of its own. Fails closed; keeps nothing; logs no URL.
Must not know mailboxes, messages or HTTP servers. RFC 9110, RFC 9112, RFC 6890.
Enter at `PictureFetcher`; docs/decisions/0014-remote-pictures.md says why it is so.
"""

from tempory.fetching.addresses import is_public
from tempory.fetching.failures import RemoteAddressRefused, RemoteUnavailable, RemoteUnsuitable
from tempory.fetching.fetcher import PictureFetcher
from tempory.fetching.pictures import GROWTH, Picture
from tempory.fetching.settings import FetchSettings, Reach

__all__ = [
    "GROWTH",
    "FetchSettings",
    "Picture",
    "PictureFetcher",
    "Reach",
    "RemoteAddressRefused",
    "RemoteUnavailable",
    "RemoteUnsuitable",
    "is_public",
]
