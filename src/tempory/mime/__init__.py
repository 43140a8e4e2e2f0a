"""Messages taken apart: structure with octet offsets, header fields, text, attachments, codes and links. Pure.

Must not know mailboxes, sealing, sockets or clocks. Every input is hostile: nothing here raises on any octets, every
pass is linear, and `Limits` says how much is looked at; what lies beyond is kept and shown as it stands.
RFC 5322, 2045–2047, 2183, 2231, 6532; RFC 8621 §4.1.4 for the choice of bodies.
Enter at `parse` and `summarise_parsed` (on arrival), `read_message` and `read_attachment` (for a reader),
`parse_structure` (IMAP).
"""

from tempory.mime.addresses import Group, MailAddress, RoutedAddress, parse_address_list, parse_addresses
from tempory.mime.attachments import Attachment
from tempory.mime.codes import find_codes
from tempory.mime.dates import parse_date
from tempory.mime.description import Description
from tempory.mime.envelope import Envelope, read_envelope
from tempory.mime.header import Field, Header
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.links import Anchor, find_anchors, find_links
from tempory.mime.markup import markup_text
from tempory.mime.parsed import Parsed, parse
from tempory.mime.part import Part, Span
from tempory.mime.pictures import Picture, find_pictures
from tempory.mime.reading import AttachmentContent, ReadableMessage, read_attachment, read_message
from tempory.mime.structure import parse_structure
from tempory.mime.summary import Summary, summarise, summarise_parsed
from tempory.mime.transfer import decode_transfer, decoded_head

__all__ = [
    "LIMITS",
    "Anchor",
    "Attachment",
    "AttachmentContent",
    "Description",
    "Envelope",
    "Field",
    "Group",
    "Header",
    "Limits",
    "MailAddress",
    "Parsed",
    "Part",
    "Picture",
    "ReadableMessage",
    "RoutedAddress",
    "Span",
    "Summary",
    "decode_transfer",
    "decoded_head",
    "find_anchors",
    "find_codes",
    "find_links",
    "find_pictures",
    "markup_text",
    "parse",
    "parse_address_list",
    "parse_addresses",
    "parse_date",
    "parse_structure",
    "read_attachment",
    "read_envelope",
    "read_message",
    "summarise",
    "summarise_parsed",
]
