"""A session that always has the same to say, so that dialogues can be played word for word.

INBOX holds four messages; what is sought is found in the second and the fourth. Nothing is ever changed.
"""

from dataclasses import dataclass, field

from tempory.protocols.imap import Completion, LiteralOffered, Question, State
from tempory.protocols.imap.commands import (
    Append,
    Copy,
    Create,
    Delete,
    Expunge,
    Fetch,
    GetQuota,
    GetQuotaRoot,
    List,
    LogIn,
    Lsub,
    Move,
    Namespace,
    Replace,
    Search,
    Select,
    Sort,
    StartTls,
    Status,
    Store,
    Thread,
)
from tempory.protocols.imap.commands.fetch import FetchAttribute, FetchItem
from tempory.protocols.imap.commands.listing import ListSelection
from tempory.protocols.imap.commands.quota import QuotaResource
from tempory.protocols.imap.commands.search import SearchReturn
from tempory.protocols.imap.commands.sections import BinarySection, BinarySize, SectionText
from tempory.protocols.imap.commands.status import StatusItem
from tempory.protocols.imap.responses import account, codes, found, mailboxes
from tempory.protocols.imap.responses.fetch import Row, encode_flag_list, encode_flags_update, encode_instant
from tempory.protocols.imap.responses.found import ThreadNode
from tempory.protocols.imap.responses.mailboxes import Listed
from tempory.protocols.imap.responses.strings import encode_string
from tempory.values import Instant
from tests.protocols.imap.driving import Driver, agree

UIDS = [4, 7, 9, 23]
FLAGS = frozenset({"\\Answered", "\\Seen"})
MODSEQ = 7011231777
HEADER = b"From: ines@example.test\r\nSubject: Hello\r\n\r\n"
TEXT = b"Hi there.\r\n"
INSTANT = Instant(837596665_000)
ENVELOPE = (
    b'("Wed, 17 Jul 1996 02:23:25 -0700" "Hello" ((NIL NIL "ines" "example.test")) ((NIL NIL "ines" "example.test")) '
    b'((NIL NIL "ines" "example.test")) NIL NIL NIL NIL "<B27397-0100000@example.test>")'
)
BODY = b'("text" "plain" NIL NIL NIL "7bit" 11 1)'
FOLDERS = {
    "INBOX": Listed(name="INBOX", attributes=("\\HasNoChildren", "\\Subscribed")),
    "Trash": Listed(name="Trash", attributes=("\\HasNoChildren", "\\Trash")),
    "Entwürfe": Listed(name="Entwürfe", attributes=("\\HasChildren",)),
}
STATUS: dict[StatusItem, int | str | None] = {
    StatusItem.MESSAGES: 4,
    StatusItem.UIDNEXT: 24,
    StatusItem.UNSEEN: 1,
    StatusItem.SIZE: 44421,
    StatusItem.HIGHESTMODSEQ: MODSEQ,
    StatusItem.MAILBOXID: "F2212ea87",
    StatusItem.APPENDLIMIT: None,
}
OK = Completion.ok("Done")
NONE_SUCH = Completion.no("No such mailbox", codes.NONEXISTENT)

_VALUES = {
    FetchItem.BODY: BODY,
    FetchItem.BODYSTRUCTURE: BODY[:-1] + b" NIL NIL NIL NIL)",
    FetchItem.EMAILID: b"M6d99ac3275bb4e",
    FetchItem.ENVELOPE: ENVELOPE,
    FetchItem.FLAGS: encode_flag_list(FLAGS),
    FetchItem.INTERNALDATE: encode_instant(INSTANT),
    FetchItem.MODSEQ: b"%d" % MODSEQ,
    FetchItem.PREVIEW: encode_string(b"Hi there."),
    FetchItem.RFC822: encode_string(HEADER + TEXT),
    FetchItem.RFC822_HEADER: encode_string(HEADER),
    FetchItem.RFC822_SIZE: b"%d" % len(HEADER + TEXT),
    FetchItem.RFC822_TEXT: encode_string(TEXT),
    FetchItem.SAVEDATE: encode_instant(INSTANT),
    FetchItem.THREADID: b"(T64b478a75b7ea9)",
}


@dataclass(slots=True)
class CannedDriver(Driver):
    """Answers with untagged responses too."""

    saved: list[int] = field(default_factory=list)

    def _answer(self, question: Question) -> bytes:
        if isinstance(question, LiteralOffered) and agree(question).is_positive:
            return self.engine.go_ahead()
        untagged, completion = self._say(question)
        return untagged + self.engine.reply(completion)

    def _say(self, question: Question) -> tuple[bytes, Completion]:  # noqa: C901, PLR0911, PLR0912 (a case a command)
        dialect = self.engine.dialect
        match question:
            case LogIn() | LiteralOffered():
                return b"", agree(question)
            case StartTls():
                return b"", Completion.ok("Begin TLS")
            case Select():
                return self._select(question)
            case Create():
                return b"", Completion.ok("Created", codes.mailbox_id("F3352fb91"))
            case Delete() if question.mailbox not in FOLDERS:
                return b"", NONE_SUCH
            case List():
                return self._list(question), OK
            case Lsub():
                return mailboxes.encode_lsub(FOLDERS["INBOX"], dialect), OK
            case Status():
                values = {item: STATUS.get(item, 0) for item in question.items}
                return mailboxes.encode_status(question.mailbox, values, dialect), OK
            case Namespace():
                return mailboxes.encode_namespace(), OK
            case GetQuota() | GetQuotaRoot():
                roots = account.encode_quota_root("INBOX", [""], dialect) if isinstance(question, GetQuotaRoot) else b""
                usage = {QuotaResource.STORAGE: (44, 51200), QuotaResource.MESSAGE: (4, 1000)}
                return roots + account.encode_quota("", usage), OK
            case Append():
                return b"", Completion.ok("Appended", codes.append_uid(38505, range(24, 24 + len(question.messages))))
            case Replace():
                appended = codes.append_uid(38505, [24])
                untagged = Completion.ok("Replaced", appended).encode() + mailboxes.encode_exists(5)
                return untagged + found.encode_expunge(question.number), OK
            case Fetch():
                return self._fetch(question), OK
            case Store():
                return self._store(question)
            case Copy():
                return b"", Completion.ok("Copied", codes.copy_uid(38505, [7, 23], [3956, 3957]))
            case Move():
                moved = Completion.ok("Moved", codes.copy_uid(38505, [7], [3956])).encode()
                return moved + found.encode_expunge(2), OK
            case Expunge():
                gone = found.encode_vanished([7, 23]) if dialect.qresync else found.encode_expunge(4)
                return gone, OK
            case Search():
                return self._search(question), OK
            case Sort():
                return found.encode_sort([7, 23] if question.by_uid else [4, 2]), OK
            case Thread():
                return found.encode_thread([ThreadNode(2, [ThreadNode(1), ThreadNode(3)]), ThreadNode(4)]), OK
            case _:
                return b"", OK

    def _select(self, command: Select) -> tuple[bytes, Completion]:
        if command.mailbox not in FOLDERS:
            return b"", NONE_SUCH
        flags = ["\\Answered", "\\Deleted", "\\Seen"]
        dialect = self.engine.dialect
        closes = self.engine.state is State.SELECTED and (dialect.rev2 or dialect.qresync)
        told = [
            Completion.ok("Closed", codes.CLOSED).encode() if closes else b"",
            mailboxes.encode_exists(4),
            b"" if dialect.rev2 else mailboxes.encode_recent(0),
            mailboxes.encode_flags(flags),
            Completion.ok("Kept", codes.permanent_flags(flags, new_keywords=not command.read_only)).encode(),
            Completion.ok("Uids", codes.uid_validity(38505)).encode(),
            Completion.ok("Next", codes.uid_next(24)).encode(),
            Completion.ok("Highest", codes.highest_modseq(MODSEQ)).encode() if dialect.condstore else b"",
            mailboxes.encode_list(Listed(name=command.mailbox), dialect) if dialect.rev2 else b"",
        ]
        if command.qresync:
            told.append(found.encode_vanished_earlier([(5, 6), (8, 8)]))
            told.append(encode_flags_update(2, FLAGS, uid=7, modseq=MODSEQ))
        return b"".join(told), Completion.ok("Selected", codes.READ_ONLY if command.read_only else codes.READ_WRITE)

    def _list(self, command: List) -> bytes:
        dialect = self.engine.dialect
        if command.patterns == ("",):
            return mailboxes.encode_list(Listed(name="", attributes=("\\Noselect",)), dialect)
        chosen = list(FOLDERS.values())
        if ListSelection.SUBSCRIBED in command.selection:
            chosen = [FOLDERS["INBOX"], Listed(name="Foo", attributes=("\\NonExistent",), child_info=("SUBSCRIBED",))]
        if ListSelection.SPECIAL_USE in command.selection:
            chosen = [FOLDERS["Trash"]]
        lines = b"".join(mailboxes.encode_list(listed, dialect) for listed in chosen)
        if command.status:
            values = {item: STATUS[item] for item in command.status}
            lines += mailboxes.encode_status("INBOX", values, dialect)
        return lines

    def _fetch(self, command: Fetch) -> bytes:
        row = Row(command.attributes)
        picked = [(number, uid) for number, uid in enumerate(UIDS, 1) if self._is_in(command, number, uid)]
        vanished = found.encode_vanished_earlier([(5, 6), (8, 8)]) if command.vanished else b""
        return vanished + b"".join(
            row.encode(number, [_value(attribute, uid) for attribute in command.attributes]) for number, uid in picked
        )

    def _is_in(self, command: Fetch, number: int, uid: int) -> bool:
        pool, own = (UIDS, uid) if command.by_uid else (range(1, 5), number)
        return own in command.messages.pick(pool) if hasattr(command.messages, "pick") else number in self.saved

    def _store(self, command: Store) -> tuple[bytes, Completion]:
        modseq = MODSEQ if self.engine.dialect.condstore else None
        uid = 7 if command.by_uid else None
        told = (
            b"" if command.silent and modseq is None else encode_flags_update(2, command.flags, uid=uid, modseq=modseq)
        )
        if command.unchanged_since is None:
            return told, OK
        return told, Completion.ok("Conditional", codes.modified([9]))

    def _search(self, command: Search) -> bytes:
        numbers = [7, 23] if command.by_uid else [2, 4]
        modseq = MODSEQ if command.uses_modseq else None
        wanted = command.returns
        if wanted is None and not self.engine.dialect.rev2:
            return found.encode_search(numbers, modseq)
        wanted = frozenset({SearchReturn.ALL}) if wanted is None else wanted
        if SearchReturn.SAVE in wanted:
            self.saved = [2, 4]
        if wanted == {SearchReturn.SAVE}:
            return b""
        return found.encode_esearch(
            self.engine.tag,
            by_uid=command.by_uid,
            least=numbers[0] if SearchReturn.MIN in wanted else None,
            largest=numbers[-1] if SearchReturn.MAX in wanted else None,
            count=len(numbers) if SearchReturn.COUNT in wanted else None,
            found=numbers if SearchReturn.ALL in wanted else None,
            modseq=modseq,
        )


def _value(attribute: FetchAttribute, uid: int) -> bytes:
    match attribute:
        case FetchItem.UID:
            return b"%d" % uid
        case FetchItem():
            return _VALUES[attribute]
        case BinarySize():
            return b"%d" % len(TEXT)
        case BinarySection():
            octets = TEXT
        case _:
            whole = attribute.section.text is SectionText.WHOLE and not attribute.section.part
            octets = HEADER + TEXT if whole else TEXT if attribute.section.text is SectionText.TEXT else HEADER
    if attribute.partial:
        octets = octets[attribute.partial.start :][: attribute.partial.octets]
    return encode_string(octets)
