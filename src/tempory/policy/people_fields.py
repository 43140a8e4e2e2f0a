"""The part of the field register that speaks of people: tables of mail.db, each column's what, why and how long."""

from collections.abc import Mapping

Column = tuple[str, str, str, str]

_MEMBER = "until the member is removed"
_LINK = "three days, or until it is used"
_SERVICE = "as long as the service: it is what audits rest on"
_SESSION = "until the session ends: 8 hours for staff, 60 days for members at most"
_NUMBER = ("member", "the member's number", "names whose it is", _MEMBER)

PEOPLE: Mapping[str, tuple[Column, ...]] = {
    "members": (
        ("member", "a number given in order", "the other tables name the member by it", _MEMBER),
        ("id", "16 random octets", "a pseudonym for the log and the API", _MEMBER),
        ("name", "the person's name", "staff and colleagues know who it is", _MEMBER),
        ("language", "English or French", "pages and letters speak it", _MEMBER),
        ("status", "invited, active or suspended", "only the active get in", _MEMBER),
        ("mailbox", "the mailbox's random id", "finds the member's mail", _MEMBER),
        ("created_at", "instant of the invitation", "lists have an order", _MEMBER),
    ),
    "member_addresses": (
        ("address_hash", "a keyed hash of the address", "who signs in is found by it", _MEMBER),
        _NUMBER,
        ("place", "the address's place", "the first is the one shown", _MEMBER),
        ("address", "the address", "staff and mail programs name the member by it", _MEMBER),
    ),
    "links": (
        ("token_hash", "SHA-256 of the link's secret", "the link is recognised once", _LINK),
        _NUMBER,
        ("purpose", "to enrol, or to set a password anew", "a link does one thing", _LINK),
        ("expires_at", "instant of its end", "it does nothing after that", _LINK),
    ),
    "wraps": (
        ("mailbox", "the mailbox's random id", "finds the wraps", _MEMBER),
        ("kind", "what the wrap is under", "each credential finds its own", _MEMBER),
        ("reference", "the credential's random id", "each credential finds its own", _MEMBER),
        ("generation", "how often the shred key was replaced", "old wraps are told from new ones", _MEMBER),
        ("detail", "a password's salt, parameters and SHA-256 of its auth half", "signing in is checked", _MEMBER),
        ("wrapped_key", "the private key under two wraps", "the member opens messages on any device", _MEMBER),
    ),
    "factors": (
        ("id", "16 random octets", "the member names it when removing it", _MEMBER),
        _NUMBER,
        ("kind", "a passkey or one-time codes", "each is checked in its way", _MEMBER),
        ("name", "what the member calls it", "the member knows which it is", _MEMBER),
        ("secret", "a passkey's public key, or a sealed one-time secret", "the factor is checked", _MEMBER),
        ("credential", "the passkey's id", "the browser is asked for it", _MEMBER),
        ("counter", "the last code's time step, or the passkey's count", "nothing works twice", _MEMBER),
        ("created_at", "instant it was added", "the member knows which it is", _MEMBER),
        ("used_at", "instant of its last use", "the member notices a stranger's", _MEMBER),
    ),
    "recovery_codes": (
        _NUMBER,
        ("code_hash", "a keyed hash of a code", "the code is recognised once", _MEMBER),
        ("used_at", "instant it was used", "no code works twice", _MEMBER),
    ),
    "app_passwords": (
        ("id", "16 random octets", "the member names it when revoking it", _MEMBER),
        _NUMBER,
        ("auth_hash", "SHA-256 of its auth half", "a mail program is recognised", _MEMBER),
        ("name", "what the member calls it", "the member knows which it is", _MEMBER),
        ("scopes", "the protocols it is for", "it opens nothing else", _MEMBER),
        ("created_at", "instant it was made", "the member knows which it is", _MEMBER),
        ("expires_at", "instant of its end", "it opens nothing after that", _MEMBER),
        ("used_at", "instant of its last use", "the member revokes what is not used", _MEMBER),
        ("used_from", "the network of its last use, cut short", "the member notices a stranger", _MEMBER),
    ),
    "roles": (
        _NUMBER,
        ("role", "the role's name", "who may do what", _MEMBER),
        ("granted_at", "instant it was given", "access reviews show it", _MEMBER),
        ("granted_by", "the giver's random id", "access reviews show it", _MEMBER),
        ("used_at", "instant of its last use", "access reviews remove what is not used", _MEMBER),
        ("suspended", "why it is not in force", "the member and the owners know", _MEMBER),
    ),
    "sessions": (
        ("id", "16 random octets", "the member names it when ending it", _SESSION),
        ("token_hash", "SHA-256 of the cookie", "the browser is recognised", _SESSION),
        _NUMBER,
        ("mode", "a member's, staff's or for enrolling", "what it allows and how long it lasts", _SESSION),
        ("second_factor", "whether one was shown", "no administrative session without", _SESSION),
        ("device", "the browser's and system's kind", "the member knows which it is", _SESSION),
        ("place", "the network it came from, cut short", "the member notices a stranger", _SESSION),
        ("created_at", "instant it began", "the member knows which it is", _SESSION),
        ("seen_at", "instant it was last used", "an idle session ends", _SESSION),
        ("confirmed_at", "instant the member last showed it is them", "dangerous acts ask again", _SESSION),
        ("expires_at", "instant of its end", "no session is for ever", _SESSION),
    ),
    "devices": (
        ("token_hash", "SHA-256 of a cookie", "a known device gets in while strangers try", "a year"),
        ("member", "the member's number", "names who signed in with it", "a year"),
        ("created_at", "instant of the first log-in", "it is forgotten after a year", "a year"),
    ),
    "reviews": (
        ("id", "16 random octets", "names the review", _SERVICE),
        ("started_at", "instant it began", "the next one is due a quarter later", _SERVICE),
        ("due_at", "instant by which everything is to be attested", "what is not is suspended then", _SERVICE),
        ("closed_at", "instant it was closed", "whether it is under way", _SERVICE),
        ("snapshot", "who had which right, and what was decided", "auditors see that rights are reviewed", _SERVICE),
        ("signature", "the server's signature of it", "nobody changes it afterwards unseen", _SERVICE),
    ),
    "review_items": (
        ("review", "the review's id", "names the review", _SERVICE),
        ("member", "the member's random id", "names whose right it is", _SERVICE),
        ("name", "the person's name at that time", "the reviewer knows who it is", _SERVICE),
        ("role", "the role", "what is attested", _SERVICE),
        ("granted_at", "instant it was given", "the reviewer judges by it", _SERVICE),
        ("used_at", "instant of its last use", "the reviewer judges by it", _SERVICE),
        ("decision", "attested, removed, lapsed or kept", "what came of it", _SERVICE),
        ("decided_by", "the reviewer's random id", "nobody attests their own rights", _SERVICE),
        ("decided_at", "instant of the decision", "it was in time", _SERVICE),
    ),
    "glass_requests": (
        ("id", "16 random octets", "names the request", _SERVICE),
        ("member", "the member's random id", "names whose mailbox is asked for", _SERVICE),
        ("asked_by", "who asks, by random id", "only they are given anything", _SERVICE),
        ("reason", "why it is asked for", "the second person and the holder judge by it", _SERVICE),
        ("seconds", "how long it is to last", "it ends by itself", _SERVICE),
        ("asked_at", "instant of the request", "the holder sees it", _SERVICE),
        ("approved_by", "the second person, by random id", "nobody opens a mailbox alone", _SERVICE),
        ("ends_at", "instant of its end", "nothing is given after that", _SERVICE),
    ),
    "retention": (
        ("folder", "the folder's number", "names the folder", "until the rule or the folder is removed"),
        ("seconds", "how long messages stay", "the member's choice is carried out", "as the rule"),
    ),
}
