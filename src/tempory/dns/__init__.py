"""Questions to DNS: asked of a validating resolver nearby, asynchronously, each once while its answer lasts.

Must not know mail. No chain of signatures is followed here: DNSSEC is what the configured resolver says of it (AD), so
ask one on this machine or network. What comes back is hostile: sizes, counts and times are bounded.
RFC 1035 (messages), RFC 2308 (negative answers), RFC 6840 §5.7 (asking for AD), RFC 6891 (EDNS), RFC 7766 (TCP).
Enter at `CachingResolver`.
"""

from tempory.dns.cache import AnswerCache
from tempory.dns.resolver import CachingResolver
from tempory.dns.settings import DNS_PORT, DnsSettings, Server, read_system_servers

__all__ = ["DNS_PORT", "AnswerCache", "CachingResolver", "DnsSettings", "Server", "read_system_servers"]
