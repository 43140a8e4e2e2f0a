"""The reading half of Mailpit's API over one mailbox, so that tests written against Mailpit run against ours.

The base address is `/mailpit/`. The password (HTTP Basic, RFC 7617, whatever the user's name) or the bearer token is
the mailbox's secret, and what Mailpit shows of all mail is here what that one mailbox holds, opened in memory for the
request. Nothing is sent, relayed or fetched from elsewhere; tags are there to read, and there are none.
docs/compatibility.md says how far it goes. Enter at `mailpit_surface`.
"""

from tempory.api.mailpit.routes import mailpit_surface

__all__ = ["mailpit_surface"]
