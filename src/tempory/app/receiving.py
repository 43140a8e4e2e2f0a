"""How mail comes in: SMTP sessions, and all that looks at a message before it is stored."""

import os
import secrets
from collections.abc import Callable, Coroutine, Sequence
from socket import socket
from typing import Any

import structlog

from tempory.app.feedback import FeedbackKeeping
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
from tempory.delivery import DayKeys, Delivery, Examiner
from tempory.dns import CachingResolver
from tempory.mailboxes import Workshop
from tempory.net import Gate, Listener, ServerTls, SocketChannel
from tempory.scanning import ClamdScanner
from tempory.sealers import Sealers
from tempory.sessions import ByteBudget
from tempory.sessions.smtp import SmtpSession, answer_unserved
from tempory.storage.sqlite import Storage

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
    ) -> None:
        self._configuration = configuration
        now = configuration()
        self._workshop = workshop
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
        """Return the listener that takes mail on `sockets`."""
        return Listener(
            name="smtp",
            sockets=sockets,
            converse=self._converse,
            refuse=answer_unserved,
            gate=gate,
            events=self._workshop.events,
            tls=tls,
            behind_proxies=self._configuration().smtp.proxy_protocol,
            patience=patience_settings(self._configuration()),
        )

    def _converse(self, channel: SocketChannel) -> Coroutine[Any, Any, None]:
        return SmtpSession(
            channel,
            settings=smtp_settings(self._configuration()),
            delivery=self.delivery,
            examiner=self._examiner,
            budget=self._budget,
            events=self._workshop.events,
            clock=self._workshop.clock,
            draw_id=lambda: secrets.token_hex(8),
        ).run()


def _report_sealer(reason: str) -> None:
    log.warning("sealer.lost", reason=reason)
