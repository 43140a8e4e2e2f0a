"""The keyword $Phishing: set by a mail program, it reports the message, once the mailbox's holder has agreed to that.

RFC 9051 §2.3.2: a mail program sets it when its user says so, and may set it by itself, which is why nothing is handed
over before the holder turned it on. Only STORE reports. Taking the keyword away, or setting $NotPhishing, takes the
report back while nobody has decided. The keyword itself is kept whatever becomes of the report, and a report that
cannot be filed is told in an untagged NO.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Final

from tempory.accesslog import Verb
from tempory.mailboxes import MessageGone
from tempory.protocols.imap import Completion
from tempory.sealing import MAX_REPORT_OCTETS, decode_summary, open_body, open_summary
from tempory.sessions.imap.contents import LARGE_OCTETS, ON_THE_LOOP_OCTETS
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.visit import NotDone, Visit
from tempory.values import Flags, IntegrityError, Refusal, Uid, Unavailable, parse_flag
from tempory.watch import Channel, ReportsClosed, TooManyReports

PHISHING: Final = parse_flag("$Phishing")
NOT_PHISHING: Final = parse_flag("$NotPhishing")
AT_ONCE: Final = 64
"""Messages that are looked at together: their summaries, which come with their ids, are held meanwhile."""
_TOO_LARGE: Final = Completion.no("A message was not reported: it is larger than what can be handed over")
_DAMAGED: Final = Completion.no("A message was not reported: it cannot be opened")
_UNAVAILABLE: Final = Completion.no("A message was not reported: the service cannot do it just now; set the flag again")


async def report_marked(visit: Visit, folder: SelectedFolder, before: Mapping[Uid, Flags], done: set[Uid]) -> int:
    """Report what was marked, and take back what was unmarked; return how many messages were reported.

    `before` has the flags as they were, `done` the messages whose flags were changed.
    """
    marked, unmarked = _changes(folder, before, done)
    reports = visit.service.reports
    if reports is None or not (marked or unmarked) or not await reports.agrees(visit.mailbox):
        return 0
    await visit.record_also(Verb.REPORT)
    for start in range(0, len(unmarked), AT_ONCE):
        some = unmarked[start : start + AT_ONCE]
        for _, message, _ in await visit.store.summaries(visit.mailbox, folder.id, some):
            await reports.withdraw(visit.mailbox, message)
    return await _report(visit, folder, marked)


def _changes(folder: SelectedFolder, before: Mapping[Uid, Flags], done: set[Uid]) -> tuple[list[Uid], list[Uid]]:
    marked, unmarked = list[Uid](), list[Uid]()
    for uid in sorted(done & before.keys()):
        index = folder.index_of(uid)
        if index is None:
            continue
        had, flags = before[uid], folder.flags[index]
        if (PHISHING in had and PHISHING not in flags) or (NOT_PHISHING in flags and NOT_PHISHING not in had):
            unmarked.append(uid)
        elif PHISHING in flags and PHISHING not in had and NOT_PHISHING not in flags:
            marked.append(uid)
    return marked, unmarked


async def _report(visit: Visit, folder: SelectedFolder, marked: Sequence[Uid]) -> int:
    reported = 0
    for uid in marked:
        index = folder.index_of(uid)
        size = 0 if index is None else folder.sizes[index]
        if size > MAX_REPORT_OCTETS:
            visit.say(_TOO_LARGE.encode())
            continue
        try:
            # Sealed, in clear and sealed anew: it is there three times for a moment.
            async with visit.room_for(3 * size) if size > LARGE_OCTETS else nullcontext():
                await _report_one(visit, folder, uid)
            reported += 1
        except NotDone as refusal:
            visit.say(refusal.completion.encode())
            break
        except (TooManyReports, ReportsClosed) as refusal:
            visit.say(Completion.no(refusal.public_reason).encode())
            break  # the others would fare no better
        except MessageGone:
            continue
        except (IntegrityError, Refusal):
            visit.say(_DAMAGED.encode())
        except Unavailable:
            visit.say(_UNAVAILABLE.encode())
            break
    return reported


async def _report_one(visit: Visit, folder: SelectedFolder, uid: Uid) -> None:
    summaries = await visit.store.summaries(visit.mailbox, folder.id, [uid])
    bodies = await visit.store.bodies(visit.mailbox, folder.id, [uid])
    if not summaries or not bodies or visit.service.reports is None:
        reason = "The message has gone meanwhile."
        raise MessageGone(reason)
    (_, message, sealed_summary), (_, _, sealed) = summaries[0], bodies[0]

    def open_it() -> bytes:
        plain = open_summary(visit.account.keys, sealed_summary, mailbox=visit.mailbox, message=message)
        return open_body(sealed, content_key=decode_summary(plain).content_key, message=message)

    content = await asyncio.to_thread(open_it) if len(sealed) > ON_THE_LOOP_OCTETS else open_it()
    await visit.service.reports.file(visit.mailbox, message, content, Channel.KEYWORD)
