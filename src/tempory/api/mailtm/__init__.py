"""The API of mail.tm over our mailboxes, so that programs written for it work with another host and nothing else.

An account is a disposable mailbox whose address and password the client chooses. Knows nothing of SQL or SMTP, and of
cryptography only that a password gives a token (`tempory.mailboxes.Credentials`). docs/compatibility.md says how far it
goes. Hydra and JSON-LD as API Platform writes them; Mercure's `/.well-known/mercure` (WHATWG HTML §9.2).
Enter at `mailtm_surface`.
"""

from tempory.api.mailtm.routes import mailtm_surface

__all__ = ["mailtm_surface"]
