"""Every operation of the HTTP face, in one table. Routes, the OpenAPI document and the tests are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

from tempory.api import examples
from tempory.api.accesses import AccessesResource, access_operations
from tempory.api.account import AccountResource
from tempory.api.account_login import LoginResource
from tempory.api.account_table import account_operations
from tempory.api.console import ConsoleResource
from tempory.api.console_log import ConsoleLogResource
from tempory.api.console_reports import ConsoleReportsResource
from tempory.api.console_table import console_operations
from tempory.api.events import EventsResource
from tempory.api.mailbox import CREATION_OCTETS, MailboxResource
from tempory.api.messages import OCTET_STREAM, ListQuery, MessagesResource
from tempory.api.operations import KILOBYTE, Access, Answer, Handler, Operation
from tempory.api.pages import Pages
from tempory.api.people import PeopleResource
from tempory.api.people_table import people_operations
from tempory.api.policy import PolicyResource
from tempory.api.problems import Problem
from tempory.api.remote import RemoteResource, remote_operations
from tempory.api.reports import ReportsResource
from tempory.api.reports_table import report_operations
from tempory.api.representations import (
    ClauseShape,
    Extension,
    MailboxShape,
    Mark,
    OpenCreation,
    OpenItem,
    OpenList,
    OpenMessage,
    ReceiptShape,
    SealedCreation,
    SealedItem,
    SealedList,
    ServiceShape,
)
from tempory.api.reviews import ReviewsResource
from tempory.api.reviews_table import review_operations
from tempory.api.service import ServiceResource
from tempory.api.wait import WaitQuery, WaitResource

_MESSAGE: Final = "/api/v1/mailbox/messages/{id}"
_MAILBOX_SHOWN: Final = Answer(status=200, description="The mailbox.", shape=MailboxShape, example=examples.MAILBOX)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Whose handlers the table names."""

    service: ServiceResource
    policy: PolicyResource
    mailbox: MailboxResource
    accesses: AccessesResource
    messages: MessagesResource
    remote: RemoteResource
    wait: WaitResource
    events: EventsResource
    pages: Pages
    login: LoginResource
    account: AccountResource
    people: PeopleResource
    reviews: ReviewsResource
    console: ConsoleResource
    console_log: ConsoleLogResource
    reports: ReportsResource
    console_reports: ConsoleReportsResource


def api_operations(resources: Resources) -> tuple[Operation, ...]:
    """Return the operations of the API, as its document lists them."""
    return (
        *_public_operations(resources),
        *_mailbox_operations(resources.mailbox),
        *_message_operations(resources.messages),
        *remote_operations(resources.remote),
        *access_operations(resources.accesses),
        *_live_operations(resources),
        *account_operations(resources.login, resources.account),
        *people_operations(resources.people),
        *review_operations(resources.reviews),
        *console_operations(resources.console, resources.console_log),
        *report_operations(resources.reports, resources.console_reports),
    )


def _public_operations(resources: Resources) -> tuple[Operation, ...]:
    return (
        Operation(
            method="GET",
            path="/api/v1/service",
            name="describeService",
            summary="What this server offers",
            handler=resources.service.show,
            access=Access.ANYONE,
            answers=(Answer(status=200, description="The service.", shape=ServiceShape, example=examples.SERVICE),),
        ),
        Operation(
            method="GET",
            path="/api/v1/policy",
            name="showPolicy",
            summary="What is promised, and whether it is kept",
            handler=resources.policy.show,
            access=Access.ANYONE,
            answers=(Answer(status=200, description="Each clause.", shape=list[ClauseShape], example=examples.POLICY),),
        ),
    )


def _mailbox_operations(mailbox: MailboxResource) -> tuple[Operation, ...]:
    return (
        Operation(
            method="POST",
            path="/api/v1/mailboxes",
            name="createMailbox",
            summary="Make a mailbox",
            description="With an auth half (tpa_…), the body brings the key pair that the caller made: sealed mode. "
            "With a new secret (tpy_… and 43 characters of base64url, 32 random octets), the server makes the key "
            "pair in memory and the body may be empty. Repeating a creation unchanged gives the same mailbox.",
            handler=mailbox.create,
            access=Access.NEW_HOLDER,
            body=(OpenCreation, SealedCreation),
            body_example=examples.OPEN_CREATION,
            body_is_required=False,
            body_octets=CREATION_OCTETS,
            answers=(
                Answer(
                    status=201,
                    description="The mailbox. Its address is shown the first time, and always in open mode.",
                    shape=MailboxShape,
                    example=examples.MAILBOX,
                    headers={"Location": "Where the mailbox is."},
                ),
            ),
            problems=(Problem.ADDRESS_TAKEN, Problem.CREDENTIAL_IN_USE, Problem.NAME_RESERVED, Problem.UNAVAILABLE),
        ),
        Operation(
            method="GET",
            path="/api/v1/mailbox",
            name="showMailbox",
            summary="Look at the mailbox",
            handler=mailbox.show,
            access=Access.HOLDER,
            answers=(_MAILBOX_SHOWN,),
        ),
        Operation(
            method="PATCH",
            path="/api/v1/mailbox",
            name="extendMailbox",
            summary="Let the mailbox live longer, or less long",
            handler=mailbox.extend,
            access=Access.HOLDER,
            body=(Extension,),
            body_example=examples.EXTENSION,
            body_octets=KILOBYTE,
            answers=(_MAILBOX_SHOWN,),
            problems=(Problem.UNAVAILABLE,),
        ),
        Operation(
            method="DELETE",
            path="/api/v1/mailbox",
            name="forgetMailbox",
            summary="Forget the mailbox, for good",
            description="The key is destroyed before this answers: nobody can open the messages any more.",
            handler=mailbox.forget,
            access=Access.HOLDER,
            answers=(Answer(status=200, description="The receipt.", shape=ReceiptShape, example=examples.RECEIPT),),
            problems=(Problem.UNAVAILABLE,),
        ),
    )


def _message_operations(messages: MessagesResource) -> tuple[Operation, ...]:
    item = Answer(status=200, description="The message.", shape=SealedItem | OpenItem, example=examples.OPEN_ITEM)
    return (
        Operation(
            method="GET",
            path="/api/v1/mailbox/messages",
            name="listMessages",
            summary="List messages, newest first",
            handler=messages.list,
            access=Access.HOLDER,
            query=ListQuery,
            answers=(
                Answer(
                    status=200,
                    description="A page of messages. `next` is the cursor of the page after, null at the end.",
                    shape=SealedList | OpenList,
                    example=examples.OPEN_LIST,
                ),
            ),
            problems=(Problem.MESSAGE_DAMAGED,),
        ),
        Operation(
            method="GET",
            path=_MESSAGE,
            name="showMessage",
            summary="Read one message",
            handler=messages.show,
            access=Access.HOLDER,
            answers=(
                Answer(
                    status=200,
                    description="The message: sealed, or with its text, HTML and headers.",
                    shape=SealedItem | OpenMessage,
                    example=examples.OPEN_MESSAGE,
                ),
            ),
            problems=(Problem.MESSAGE_GONE, Problem.MESSAGE_DAMAGED, Problem.BUSY),
        ),
        Operation(
            method="PATCH",
            path=_MESSAGE,
            name="markMessage",
            summary="Mark a message as seen, or not",
            handler=messages.mark,
            access=Access.HOLDER,
            body=(Mark,),
            body_example=examples.MARK,
            body_octets=KILOBYTE,
            answers=(item,),
            problems=(Problem.MESSAGE_GONE, Problem.MESSAGE_DAMAGED, Problem.UNAVAILABLE),
        ),
        Operation(
            method="DELETE",
            path=_MESSAGE,
            name="deleteMessage",
            summary="Delete a message",
            handler=messages.delete,
            access=Access.HOLDER,
            answers=(Answer(status=204, description="Its rows are gone."),),
            problems=(Problem.MESSAGE_GONE, Problem.UNAVAILABLE),
        ),
        Operation(
            method="GET",
            path=f"{_MESSAGE}/body",
            name="readSealedBody",
            summary="The sealed body, as stored",
            description="Its format is docs/sealing.md. The content key is in the message's summary.",
            handler=messages.body,
            access=Access.HOLDER,
            answers=(Answer(status=200, description="The ciphertext.", media_type=OCTET_STREAM),),
            problems=(Problem.MESSAGE_GONE, Problem.BUSY),
        ),
        Operation(
            method="GET",
            path=f"{_MESSAGE}/raw",
            name="readRawMessage",
            summary="The message as it arrived",
            handler=messages.raw,
            access=Access.OPEN,
            answers=(Answer(status=200, description="RFC 5322 octets.", media_type="message/rfc822"),),
            problems=(Problem.MESSAGE_GONE, Problem.MESSAGE_DAMAGED, Problem.BUSY),
        ),
        Operation(
            method="GET",
            path=f"{_MESSAGE}/attachments/{{index}}",
            name="readAttachment",
            summary="One attachment, decoded",
            description="Always application/octet-stream, for saving: the type a stranger declared is in the message.",
            handler=messages.attachment,
            access=Access.OPEN,
            answers=(Answer(status=200, description="The attachment.", media_type=OCTET_STREAM),),
            problems=(Problem.MESSAGE_GONE, Problem.ATTACHMENT_GONE, Problem.MESSAGE_DAMAGED, Problem.BUSY),
        ),
    )


def _live_operations(resources: Resources) -> tuple[Operation, ...]:
    return (
        Operation(
            method="GET",
            path="/api/v1/mailbox/wait",
            name="waitForMessage",
            summary="Wait for a message",
            description="In open mode: the first that fits, of those that are there (newest first) or arrive. In "
            "sealed mode: the oldest one later than `after`; without `after`, the newest. Filters need open mode.",
            handler=resources.wait.wait,
            access=Access.HOLDER,
            query=WaitQuery,
            is_live=True,
            answers=(
                Answer(
                    status=200,
                    description="The message.",
                    shape=SealedItem | OpenMessage,
                    example=examples.OPEN_MESSAGE,
                ),
                Answer(status=204, description="None came in time. Ask again."),
            ),
            problems=(Problem.OPEN_MODE_ONLY, Problem.MESSAGE_GONE, Problem.MESSAGE_DAMAGED, Problem.BUSY),
        ),
        Operation(
            method="GET",
            path="/api/v1/mailbox/events",
            name="followEvents",
            summary="Follow what happens, as it happens",
            description="Server-sent events: `ready`, then `message`, `changed`, `deleted`, `extended`, `forgotten`. "
            "The Authorization header may list up to 20 credentials, with commas between, for one stream over several "
            "mailboxes; `ready` names those that are alive. There is no replay: list the messages after `ready`. "
            "A comment comes every 15 seconds.",
            handler=resources.events.stream,
            access=Access.HOLDERS,
            is_live=True,
            answers=(
                Answer(status=200, description="The stream.", media_type="text/event-stream", example=examples.EVENTS),
            ),
            problems=(Problem.BUSY,),
        ),
    )


def page_operations(pages: Pages, security: Mapping[str, Handler]) -> tuple[Operation, ...]:
    """Return what is there for people and robots, beside the API. `security` holds the policy page's, by path."""

    def page(path: str, name: str, summary: str, handler: Handler) -> Operation:
        return Operation(
            method="GET",
            path=path,
            name=name,
            summary=summary,
            handler=handler,
            access=Access.ANYONE,
            is_page=True,
            answers=(Answer(status=200, description=summary, media_type="text/html"),),
        )

    return (
        page("/", "index", "The page", pages.index),
        page("/account", "account", "The members' pages", pages.account),
        page("/console", "console", "The staff's pages", pages.console),
        page("/assets/{name}", "asset", "What the page is made of", pages.asset),
        *(page(path, path, "The policy and its proofs", handler) for path, handler in security.items()),
        page("/problems", "problems", "Every problem type", pages.problems),
        page("/problems/{slug}", "problem", "One problem type", pages.problem),
        page("/frame", "frame", "The empty document that mail is shown in", pages.frame),
        page("/.well-known/security.txt", "security.txt", "RFC 9116", pages.security_txt),
        page("/security.txt", "old security.txt", "Leads to the right place", pages.old_security_txt),
        page("/robots.txt", "robots.txt", "RFC 9309", pages.robots),
        page("/favicon.ico", "favicon", "The mark", pages.favicon),
        page("/pages.css", "pages.css", "The stylesheet of the server's own pages", pages.stylesheet),
        *(page(f"/{name}", name, "A file beside the page", pages.root_file) for name in pages.root_files()),
    )
