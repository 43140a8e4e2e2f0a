"""Setting up a mail program without typing: what Thunderbird, Apple's devices and Outlook ask a server for.

Made from the listeners that are there, by the names the world reaches them by; never a way in clear, never a secret.
Knows no mailbox: whatever address of our domains is asked about gets the same answer, so that nobody learns which ones
live. Mozilla's autoconfiguration (format 1.1), Apple's configuration profiles, Microsoft's Autodiscover ([MS-OXDSCLI],
the form for mail programs other than Exchange's). DNS records for RFC 6186 are printed by `tempory config dns`.
Enter at `autoconfig_operations`.
"""

from tempory.api.autoconfig.resource import autoconfig_operations

__all__ = ["autoconfig_operations"]
