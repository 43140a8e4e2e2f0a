"""How much of anything one connection may bring. Defaults from the field (Dovecot, mox)."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """All sizes in octets. Every one fails closed: what passes it is refused, never cut short and kept."""

    command_octets: int = 64 * KIB
    """A command with its line ends and all its literals but messages (Dovecot `imap_max_line_length`)."""

    early_command_octets: int = 8 * KIB
    """The same, before log-in. RFC 9051 §4 asks for no more; a longest SASL response fits."""

    tag_octets: int = 64
    """A command's tag. Programs use less than ten."""

    literals: int = 256
    """Literals in one command, messages of a MULTIAPPEND included (RFC 3502)."""

    nesting: int = 100
    """Parentheses, NOT and OR of a search key inside each other. Programs chain a dozen of OR."""

    search_keys: int = 1000
    """Search keys in one command: each is tried on each message."""

    attributes: int = 100
    """Attributes of one FETCH, and options of any list."""

    message_octets: int = 25 * MIB
    """A message of APPEND; announced as APPENDLIMIT (RFC 7889)."""

    append_octets: int = 50 * MIB
    """All messages of one APPEND (RFC 3502)."""

    discarded_octets: int = 64 * MIB
    """What is read and thrown away of one refused command, to keep in step, before the connection is closed instead."""

    errors: int = 10
    """BAD commands and failed log-ins, without a command that succeeded after log-in between, after which comes BYE."""

    pending_octets: int = 1 * MIB
    """Input that may wait while a command is answered. A transport stops reading well below."""
