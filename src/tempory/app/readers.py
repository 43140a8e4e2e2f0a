"""The listeners for mail programs: IMAP and POP3, each in clear until TLS begins, and under TLS from the start."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from socket import socket
from typing import Any

from tempory.app.ports import Ports
from tempory.config import Configuration
from tempory.config.composition import imap_patience, imap_settings, pop3_patience
from tempory.delivery import Deposits
from tempory.mailboxes import Filing, Mailboxes, Workshop
from tempory.net import Gate, Listener, PatienceSettings, ServerTls, SocketChannel
from tempory.sessions import ByteBudget, imap, pop3
from tempory.sessions.entrance import Entrance
from tempory.storage.sqlite import Storage
from tempory.watch import Watch

Conversation = Coroutine[Any, Any, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """What the four listeners share. Enter at `listeners`. `configuration` gives the one in force."""

    configuration: Callable[[], Configuration]
    workshop: Workshop
    storage: Storage
    budget: ByteBudget
    gate: Gate
    tls: ServerTls
    watch: Watch
    entrance: Entrance

    def listeners(self, ports: Ports) -> list[Listener]:
        """Return the listeners, not yet listening. One account of sessions serves them all."""
        workshop = self.workshop
        filing = Filing(store=self.storage.mail, events=workshop.events, clock=workshop.clock)
        read_imap = self._imap(self.entrance, filing)
        read_pop3 = self._pop3(self.entrance, filing)
        return [
            read_imap("imap", ports.imap, is_implicit=False),
            read_imap("imaps", ports.imaps, is_implicit=True),
            read_pop3("pop3", ports.pop3, is_implicit=False),
            read_pop3("pop3s", ports.pop3s, is_implicit=True),
        ]

    def _imap(self, entrance: Entrance, filing: Filing) -> "partial[Listener]":
        workshop = self.workshop
        service = imap.Service(
            entrance=entrance,
            filing=filing,
            deposits=Deposits(
                store=self.storage.mail, clock=workshop.clock, random=workshop.random, events=workshop.events
            ),
            events=workshop.events,
            presence=imap.Presence(),
            clock=workshop.clock,
            random=workshop.random,
            settings=imap_settings(self.configuration()),
            arriving=self.budget,
            reading=ByteBudget(),
            reports=self.watch.reports,
        )

        def converse(name: str, channel: SocketChannel) -> Conversation:
            current = replace(service, settings=imap_settings(self.configuration()))
            return imap.ImapSession(channel, service=current, listener=name).run()

        patience = imap_patience(self.configuration())
        return partial(self._listener, converse, refuse=imap.answer_unserved, patience=patience)

    def _pop3(self, entrance: Entrance, filing: Filing) -> "partial[Listener]":
        maildrops = pop3.Maildrops()
        mailboxes = Mailboxes(self.workshop)

        def converse(name: str, channel: SocketChannel) -> Conversation:
            return pop3.Pop3Session(
                channel,
                entrance=entrance,
                mailboxes=mailboxes,
                filing=filing,
                maildrops=maildrops,
                events=self.workshop.events,
                listener=name,
            ).run()

        patience = pop3_patience(self.configuration())
        return partial(self._listener, converse, refuse=pop3.answer_unserved, patience=patience)

    def _listener(
        self,
        converse: Callable[[str, SocketChannel], Conversation],
        name: str,
        sockets: Sequence[socket],
        *,
        is_implicit: bool,
        refuse: Callable[[str], bytes],
        patience: PatienceSettings,
    ) -> Listener:
        return Listener(
            name=name,
            sockets=sockets,
            converse=partial(converse, name),
            refuse=refuse,
            gate=self.gate,
            events=self.workshop.events,
            tls=self.tls,
            implicit_tls=is_implicit,
            behind_proxies=getattr(self.configuration(), name).proxy_protocol,
            patience=patience,
        )
