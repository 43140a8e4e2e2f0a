"""Every part of the running service, and who is given whom."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from socket import socket

import structlog

from tempory.api import Face, HttpServer, Metrics, Peers, ServiceDescription, make_app, make_health_app
from tempory.api import Listener as Offered
from tempory.app.accesslog import LogKeeping, open_log
from tempory.app.first_owner import answer_requests
from tempory.app.operator import ensure_operator
from tempory.app.people import open_people
from tempory.app.ports import Ports, is_for_this_machine_alone, url_of
from tempory.app.readers import Readers
from tempory.app.ready import Ready
from tempory.app.receiving import Receiving
from tempory.app.watch import open_forwarding, open_watch
from tempory.config import Configuration
from tempory.config.composition import (
    api_settings,
    budget_settings,
    dns_settings,
    fetch_settings,
    gate_settings,
    mailbox_rules,
    people_rules,
)
from tempory.config.defaults import PATIENCE
from tempory.config.reach import public_endpoint, public_page
from tempory.dns import CachingResolver, read_system_servers
from tempory.events import Event, EventStream, MailboxCreated, MailboxForgotten
from tempory.fetching import PictureFetcher, Reach
from tempory.mailboxes import Mailboxes, Sweeper, Workshop
from tempory.mailboxes.forgetting import reconcile
from tempory.net import Gate, ServerTls, endpoint, read_true_peer
from tempory.people import Office, People
from tempory.probes import Auditor
from tempory.sealing import AddressHasher, draw_secret
from tempory.sessions import ByteBudget
from tempory.sessions.entrance import Entrance
from tempory.storage.sqlite import Storage
from tempory.values import Instant, Unavailable
from tempory.watch import Watch

log = structlog.get_logger(__name__)

LOOPBACK = ("127.0.0.0/8", "::1/128")
DRAIN_SECONDS = 6.0


class SystemClock:
    """The machine's clock."""

    def now(self) -> Instant:
        return Instant(time.time_ns() // 1_000_000)


class Population:
    """How many mailboxes there are, kept by counting."""

    def __init__(self, count: int, events: EventStream) -> None:
        self.count = count
        events.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        self.count += isinstance(event, MailboxCreated) - isinstance(event, MailboxForgotten)


class Service:
    """Made by `Service.open`; then `start`, `reload` any number of times, and `stop`."""

    @classmethod
    async def open(
        cls,
        configuration: Configuration,
        *,
        storage: Storage,
        ports: Ports,
        tls: ServerTls,
        ca: Path | None,
        reach: Reach | None = None,
    ) -> "Service":
        """Wire the service over an open store, and finish what a crash left undone.

        `reach` is where pictures may be fetched from, for tests; left out, the public internet alone.
        """
        hash_key = await storage.keys.server_key("address", draw_secret(secrets.token_bytes))
        keeping = await open_log(storage, configuration, clock=SystemClock())
        workshop = Workshop(
            store=storage.mail,
            keys=storage.keys,
            hasher=AddressHasher(hash_key),
            rules=mailbox_rules(configuration),
            clock=SystemClock(),
            random=secrets.token_bytes,
            events=EventStream(on_failure=_report_listener),
            log=keeping.log,
            checkpointer=keeping.checkpointer,
        )
        strays = await reconcile(workshop)
        if strays:
            log.warning("start.finished_forgetting", mailboxes=strays)
        link = await ensure_operator(workshop, configuration.storage.folder)
        population = Population(await storage.mail.count(), workshop.events)
        people = await open_people(
            storage,
            workshop,
            page=lambda: service.describe().page,
            rules=people_rules(configuration),
            delivery=lambda: service._receiving.delivery,
        )
        service = cls(
            configuration,
            workshop=workshop,
            storage=storage,
            ports=ports,
            tls=tls,
            population=population,
            people=people,
            reach=reach,
        )
        service.keeping = keeping
        service.ready = service._describe_readiness(ca, link)
        return service

    def __init__(
        self,
        configuration: Configuration,
        *,
        workshop: Workshop,
        storage: Storage,
        ports: Ports,
        tls: ServerTls,
        population: Population,
        people: People,
        reach: Reach | None,
    ) -> None:
        self._configuration = configuration
        self._workshop = workshop
        self._storage = storage
        self._ports = ports
        self._tls = tls
        self._people = people
        self._is_ready = False
        self._watch = self._open_watch(people.office)
        resolver = CachingResolver(dns_settings(configuration, read_system_servers()), now=time.monotonic)
        budget = ByteBudget(budget_settings(configuration))
        self._receiving = Receiving(
            lambda: self._configuration,
            workshop=workshop,
            storage=storage,
            resolver=resolver,
            budget=budget,
            days=self._watch.days,
            reports=open_forwarding(
                storage, people.office, self._watch, name=lambda: self._configuration.reports.address
            ),
        )
        gate = Gate(replace(gate_settings(configuration), trusted=_trusted(configuration)), now=time.monotonic)
        self._auditor = Auditor(
            describe=self._describe_audit, folder=configuration.storage.folder, clock=workshop.clock
        )
        fetching = fetch_settings(configuration)
        fetcher = None if fetching is None else PictureFetcher(resolver, fetching, reach=reach)
        self._face = self._make_face(fetcher)
        self._metrics = Metrics(
            mailboxes_alive=lambda: population.count, streams_open=lambda: len(self._face.live.streams)
        )
        self._metrics.subscribe(workshop.events)
        self._sweeper = Sweeper(workshop, troubled=_report_trouble, further=self._go_round)
        self._smtp = self._receiving.listener(ports.smtp, gate=gate, tls=tls)
        entrance = Entrance(Mailboxes(workshop), people=people, monotonic=time.monotonic)
        submitting = self._receiving.listeners_for_members(ports, entrance=entrance, gate=gate, tls=tls)
        readers = Readers(
            configuration=lambda: self._configuration,
            workshop=workshop,
            storage=storage,
            budget=budget,
            gate=gate,
            tls=tls,
            watch=self._watch,
            entrance=entrance,
        ).listeners(ports)
        self._for_programs = [*submitting, *readers]
        self._https = HttpServer(
            self._face,
            sockets=ports.https,
            tls=tls.context,
            peers=self._face.peers,
            events=workshop.events,
            limits=api_settings(configuration).http,
            identify=_identify if configuration.https.proxy_protocol else None,
            drain=self._face.drain,
        )
        self._health = HttpServer(
            make_health_app(metrics=self._metrics, is_ready=self._check_ready),
            sockets=ports.health,
            tls=None,
            peers=Peers(trusted=[ip_network(network) for network in LOOPBACK]),
        )
        self._sweeping: asyncio.Task[None] | None = None
        self._auditing: asyncio.Task[None] | None = None

    ready: Ready
    keeping: LogKeeping

    async def start(self) -> None:
        """Listen. When this returns, every listener accepts."""
        for listener in (self._smtp, *self._for_programs):
            await listener.start()
        await self._https.start()
        await self._health.start()
        self._sweeping = asyncio.create_task(self._sweeper.run(), name="sweeper")
        self.keeping.start()
        self._receiving.start()
        self._auditing = asyncio.create_task(self._auditor.run(), name="auditor")
        self._is_ready = True

    async def stop(self) -> None:
        """Let what has begun finish, within a few seconds, and close the store."""
        self._is_ready = False
        self._sweeper.stop()
        if self._auditing is not None:
            self._auditing.cancel()
        drained = [listener.drain(DRAIN_SECONDS) for listener in (self._smtp, *self._for_programs)]
        await asyncio.gather(*drained, self._https.stop(), self._health.stop())
        if self._sweeping is not None:
            await self._sweeping
        await self._receiving.stop()
        await self.keeping.stop()
        self._face.close()
        await asyncio.to_thread(self._storage.close)

    def reload(self, configuration: Configuration) -> None:
        """Take over what can change while we run: certificates, domains, rules and limits of what comes next.

        `ConfigurationError` if the certificate does not serve; then nothing is taken over.
        """
        self._tls.reload()
        self._configuration = replace(
            configuration,
            storage=self._configuration.storage,
            https=self._configuration.https,
            health=self._configuration.health,
            dns=self._configuration.dns,
            scanning=self._configuration.scanning,
            pictures=self._configuration.pictures,
            remote_content=self._configuration.remote_content,
        )
        self._workshop.rules = mailbox_rules(configuration)
        self._people.office.rules = people_rules(configuration)
        self._receiving.reload()

    async def _go_round(self) -> None:
        await answer_requests(self._people, self._configuration.storage.folder)
        await self._people.sweep()
        await self._watch.sweep()

    def _open_watch(self, office: Office) -> Watch:
        return open_watch(self._storage, office, keep_days=lambda: self._configuration.reports.keep_days)

    # What the parts ask.

    def describe(self) -> ServiceDescription:
        """Return what the public may know of this server."""
        return ServiceDescription(
            rules=self._workshop.rules,
            listeners={name: self._publish(name, at) for name, at in self.ready.listeners.items()},
            page=f"{public_page(self._configuration) or self.ready.https}/",
            hostname=self._configuration.hostname,
            remote_pictures=self._configuration.remote_content.fetch,
        )

    def _publish(self, name: str, bound: Offered) -> Offered:
        host, port = public_endpoint(self._configuration, name, host=bound.host, port=bound.port)
        return Offered(host=host, port=port, tls=bound.tls)

    def _describe_audit(self) -> list[str]:
        """Return the command line that audits this service."""
        # Where connections begin with a PROXY header, only the proxy's own way in is open.
        is_proxied = self._configuration.https.proxy_protocol
        server = self.ready.https if is_proxied else url_of("https", self._ports.https[0])
        command = ["audit", "--json", "--server", server]
        command += [] if self.ready.ca is None else ["--ca", str(self.ready.ca)]
        return [*command, "--data", str(self._configuration.storage.folder)]

    async def _check_ready(self) -> bool:
        if self._is_ready:
            # A store that hangs or refuses is not ready, whatever the sockets say.
            try:
                async with asyncio.timeout(1.0):
                    await self._storage.mail.probe()
            except (TimeoutError, Unavailable):
                return False
        return self._is_ready

    def _make_face(self, fetcher: PictureFetcher | None) -> Face:
        configuration = self._configuration
        return make_app(
            mailboxes=Mailboxes(self._workshop),
            people=self._people,
            watch=self._watch,
            events=self._workshop.events,
            describe=self.describe,
            assess=self._auditor.assess,
            clock=self._workshop.clock,
            fetch_picture=None if fetcher is None else fetcher.fetch,
            settings=api_settings(configuration),
            trusted=[ip_network(network) for network in _trusted(configuration)],
            proxies=configuration.peers.proxies,
        )

    def _describe_readiness(self, ca: Path | None, link: Path | None) -> Ready:
        return Ready(
            https=self._configuration.service.page.rstrip("/") or url_of("https", self._ports.https[0]),
            ca=ca,
            health=url_of("http", self._ports.health[0]),
            domains=tuple(domain.name for domain in self._workshop.rules.domains),
            listeners={
                "smtp": _offer(self._ports.smtp, "starttls"),
                "submission": _offer(self._ports.submission, "starttls"),
                "submissions": _offer(self._ports.submissions, "implicit"),
                "imap": _offer(self._ports.imap, "starttls"),
                "imaps": _offer(self._ports.imaps, "implicit"),
                "pop3": _offer(self._ports.pop3, "starttls"),
                "pop3s": _offer(self._ports.pop3s, "implicit"),
            },
            operator_link=link,
        )


def _offer(sockets: Sequence[socket], tls: str) -> Offered:
    host, port = endpoint(sockets[0])
    return Offered(host=host, port=port, tls=tls)


async def _identify(connection: socket, proxy: tuple[str, int]) -> tuple[str, int]:
    """Return whom a proxy speaks for, by the PROXY header before the handshake; its port is of no use to anybody."""
    peer = await read_true_peer(connection, seconds=PATIENCE.handshake)
    return proxy if peer is None else (str(peer), 0)


def _trusted(configuration: Configuration) -> tuple[str, ...]:
    named = tuple(str(network) for network in configuration.peers.trusted)
    # Behind loopback stands nobody else while no listener can be reached from outside.
    return (*named, *LOOPBACK) if is_for_this_machine_alone(configuration) else named


def _report_trouble(trouble: Exception) -> None:
    log.error("sweep.failed", error=type(trouble.__cause__ or trouble).__name__)


def _report_listener(failure: Exception) -> None:
    log.error("event.listener_failed", exc_info=failure)
