"""How mail comes in, from everywhere and from members who send: SMTP sessions, and all that looks at a message."""

import os
import secrets
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from socket import socket
from typing import Any

import structlog

from tempory.app.feedback import FeedbackKeeping
from tempory.app.ports import Ports
from tempory.app.verdict import load_model
from tempory.config import Configuration
from tempory.config.composition import (
    authenticity_settings,
    decoding_settings,
    patience_settings,
    scan_settings,
    sealers_most,
    smtp_settings,
)
from tempory.decoding.reader import CodeReader
from tempory.delivery import DayKeys, Delivery, Examiner, Submissions
from tempory.dns import CachingResolver
from tempory.mailboxes import Workshop
from tempory.net import Gate, Listener, ServerTls, SocketChannel
from tempory.scanning import ClamdScanner
from tempory.sealers import Sealers
from tempory.sessions import ByteBudget
from tempory.sessions.entrance import Entrance
from tempory.sessions.smtp import SendingRates, SmtpSession, Submitting, answer_unserved
from tempory.storage.sqlite import Storage
from tempory.watch import Forwarding

log = structlog.get_logger(__name__)


class Receiving:
    """`configuration` gives what holds now. Made once; then `start`, `reload` any number of times, and `stop`."""

    def __init__(
        self,
        configuration: Callable[[], Configuration],
        *,
        workshop: Workshop,
        storage: Storage,
        resolver: CachingResolver,
        budget: ByteBudget,
        days: DayKeys,
        reports: Forwarding,
    ) -> None:
        self._configuration = configuration
        now = configuration()
        self._workshop = workshop
        self._reports = reports
        self._budget = budget
        decoding, scanning, model = decoding_settings(now), scan_settings(now), load_model()
        self._code_reader = None if decoding is None else CodeReader(decoding)
        self._sealers = Sealers(
            workshop.rules.domains,
            most=sealers_most(now, cores=len(os.sched_getaffinity(0))),
            model=model,
            troubled=_report_sealer,
        )
        self.delivery = Delivery(
            store=storage.mail,
            hasher=workshop.hasher,
            domains=workshop.rules.domains,
            clock=workshop.clock,
            random=workshop.random,
            events=workshop.events,
            log=workshop.log,
            model=model,
            scanner=None if scanning is None else ClamdScanner(scanning),
            code_reader=self._code_reader,
            sealer=self._sealers,
            days=days,
        )
        self._feedback = FeedbackKeeping(storage, clock=workshop.clock, is_on=now.mail_auth.aggregate_reports)
        self._examiner = Examiner(
            resolver=resolver,
            settings=authenticity_settings(now),
            clock=workshop.clock,
            random=workshop.random,
            counter=self._feedback.gatherer,
        )

    def start(self) -> None:
        """Begin what goes on beside the sessions."""
        self._feedback.start()

    async def stop(self) -> None:
        """End it, once the last session has ended."""
        if self._code_reader is not None:
            await self._code_reader.close()
        await self._sealers.close()
        await self._feedback.stop()

    def reload(self) -> None:
        """Take over the domains and the rules of what comes next."""
        now = self._configuration()
        self.delivery.serve_domains(self._workshop.rules.domains)
        self._examiner.settings = authenticity_settings(now)
        self._feedback.gatherer.is_on = now.mail_auth.aggregate_reports

    def listener(self, sockets: Sequence[socket], *, gate: Gate, tls: ServerTls) -> Listener:
        """Return the listener that takes mail from everywhere on `sockets`."""
        return self._listener("smtp", sockets, gate=gate, tls=tls)

    def listeners_for_members(
        self, ports: Ports, *, entrance: Entrance, gate: Gate, tls: ServerTls
    ) -> tuple[Listener, Listener]:
        """Return the listeners that take mail from members, in clear until TLS begins, and under TLS from the start."""
        submitting = Submitting(
            entrance=entrance,
            submissions=Submissions(clock=self._workshop.clock, draw_id=lambda: secrets.token_hex(16)),
            rates=SendingRates(
                per_hour=lambda: self._configuration().submission.recipients_per_hour, monotonic=time.monotonic
            ),
            events=self._workshop.events,
        )
        build = partial(self._listener, gate=gate, tls=tls, submitting=submitting)
        return (
            build("submission", ports.submission),
            build("submissions", ports.submissions, is_implicit=True),
        )

    def _listener(
        self,
        name: str,
        sockets: Sequence[socket],
        *,
        gate: Gate,
        tls: ServerTls,
        is_implicit: bool = False,
        submitting: Submitting | None = None,
    ) -> Listener:
        return Listener(
            name=name,
            sockets=sockets,
            converse=partial(self._converse, name, submitting),
            refuse=answer_unserved,
            gate=gate,
            events=self._workshop.events,
            tls=tls,
            implicit_tls=is_implicit,
            behind_proxies=getattr(self._configuration(), name).proxy_protocol,
            patience=patience_settings(self._configuration()),
        )

    def _converse(self, name: str, submitting: Submitting | None, channel: SocketChannel) -> Coroutine[Any, Any, None]:
        return SmtpSession(
            channel,
            listener=name,
            submitting=submitting,
            settings=smtp_settings(self._configuration()),
            delivery=self.delivery,
            examiner=self._examiner,
            reports=self._reports,
            budget=self._budget,
            events=self._workshop.events,
            clock=self._workshop.clock,
            draw_id=lambda: secrets.token_hex(8),
        ).run()


def _report_sealer(reason: str) -> None:
    log.warning("sealer.lost", reason=reason)
