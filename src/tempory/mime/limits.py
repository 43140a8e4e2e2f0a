"""How much of a message is looked at, and why no more.

Nothing here refuses a message: what lies beyond a limit is kept, counted and shown as it stands, only not taken apart.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the work done on one message. Counts are numbers, sizes are octets unless said otherwise."""

    # Ordinary mail has fewer than 30 parts, a digest some hundreds. The rest becomes one opaque leaf.
    parts: int = 1_000
    # Forwards of forwards stay under 20. Bounds the recursion of everything that walks the tree.
    depth: int = 50
    # Of one header, this much is read for meaning (RFC 5322 sets no bound; Postfix's header_size_limit is the same).
    header_octets: int = 100 * 1024
    # Of all headers of one message together, so that a summary cannot grow with the message.
    header_octets_total: int = 512 * 1024
    # Real headers have up to 200 fields, most of them Received and vendors' X- fields.
    header_fields: int = 1_000
    # RFC 2045 §5.1 names fewer than ten parameters; 100 leaves room for RFC 2231's segments.
    parameters: int = 100
    # RFC 2231 §3: segments of one parameter. 100 of 70 characters make a file name of 7,000.
    parameter_segments: int = 100
    # Characters kept of one parameter's value: file systems stop at 255, links in Content-Location go to about 2,000.
    parameter_characters: int = 2_048
    # RFC 2046 §5.1.1 allows 70; some senders take more. A longer boundary marks no parts.
    boundary_octets: int = 200
    # Lines that start with "--" and turn out to be no boundary (a signature, a diff, an SQL dump) cost a step each.
    dash_lines: int = 200_000
    # Encoded words (RFC 2047) in one field: 1,000 of 75 characters fill 75 KB.
    encoded_words: int = 1_000
    # Addresses read out of one field: header_octets leaves room for some thousands, people write to dozens.
    addresses: int = 1_000
    # Words and signs read of one field of addresses: 20 for each of 1,000.
    address_tokens: int = 20_000
    # Characters of a subject or a description; RFC 5322 §2.1.1's line has 998.
    phrase_characters: int = 2_000
    # Characters of a field of the envelope that is kept as written beside what was read of it: some 100 addresses.
    written_characters: int = 8_000
    # Decoded text and markup in which preview, codes and links are sought.
    searched_octets: int = 256 * 1024
    # Links given out for one message; newsletters have 30 to 60, most of them for the sender's sake.
    links: int = 50
    # Longer ones are left out: half a link is worse than none. Browsers and mail programs agree on about 2,000.
    link_characters: int = 2_048
    # One-time codes given out for one message. A message with a code has one, a list of recovery codes ten.
    codes: int = 5
    # Characters of the preview, as lists of messages show them (RFC 8970 §3.1 suggests 200).
    preview_characters: int = 200
    # Markup read when a message has no plain text and its reader asks for text.
    markup_octets: int = 1024 * 1024


LIMITS = Limits()
