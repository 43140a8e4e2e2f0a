"""Prometheus metrics, fed by the stream of events. Labels are few and closed: routes by pattern, reasons by name.

No address, id or size of a single message is ever a label. Enter at `Metrics.subscribe`.
"""

from collections import Counter as Counts
from collections.abc import Callable
from typing import Final, final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from tempory.events import (
    ApiRequestAnswered,
    ConnectionClosed,
    ConnectionOpened,
    ConnectionRefused,
    Event,
    EventStream,
    MailboxCreated,
    MailboxForgotten,
    MessageDeleted,
    MessageJudged,
    MessageRefused,
    MessageStored,
    RecipientRefused,
    RemotePictureFetched,
    TlsEstablished,
)

_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 60.0)
_OCTETS: Final = (1024.0, 10_240.0, 102_400.0, 1_048_576.0, 10_485_760.0, 26_214_400.0)


@final
class Metrics:
    """All metrics of one server, in a registry of their own."""

    def __init__(self, *, mailboxes_alive: Callable[[], float], streams_open: Callable[[], float]) -> None:
        self.registry = registry = CollectorRegistry()
        self._stored = Histogram(
            "tempory_message_bytes", "Messages stored, by size.", buckets=_OCTETS, registry=registry
        )
        self._judged = Counter("tempory_verdicts", "Messages judged on arrival.", ("level",), registry=registry)
        self._reasons = Counter("tempory_verdict_reasons", "Reasons named in verdicts.", ("reason",), registry=registry)
        self._pictures = Counter(
            "tempory_remote_pictures",
            "Pictures from elsewhere that readers asked for.",
            ("outcome",),
            registry=registry,
        )
        self._deleted = Counter("tempory_messages_deleted", "Messages deleted by their holders.", registry=registry)
        self._created = Counter("tempory_mailboxes_created", "Mailboxes made.", registry=registry)
        self._forgotten = Counter("tempory_mailboxes_forgotten", "Mailboxes forgotten.", ("reason",), registry=registry)
        self._refused = Counter(
            "tempory_refusals", "What was not taken.", ("listener", "what", "reason"), registry=registry
        )
        self._opened = Counter("tempory_connections", "Connections opened.", ("listener",), registry=registry)
        self._closed = Counter(
            "tempory_connections_closed", "Connections ended.", ("listener", "reason"), registry=registry
        )
        self._open = Gauge("tempory_connections_open", "Connections open now.", ("listener",), registry=registry)
        self._tls = Counter(
            "tempory_tls", "Connections that became encrypted.", ("listener", "version"), registry=registry
        )
        self._ratio = Gauge(
            "tempory_tls_ratio", "Share of connections that became encrypted.", ("listener",), registry=registry
        )
        self._seen: Counts[str] = Counts()
        self._encrypted: Counts[str] = Counts()
        self._requests = Histogram(
            "tempory_api_request_seconds",
            "Time until an answer began.",
            ("route", "method", "status"),
            buckets=_SECONDS,
            registry=registry,
        )
        Gauge("tempory_mailboxes_alive", "Mailboxes alive now.", registry=registry).set_function(mailboxes_alive)
        Gauge("tempory_event_streams_open", "Event streams open now.", registry=registry).set_function(streams_open)

    def subscribe(self, events: EventStream) -> Callable[[], None]:
        """Count everything that happens from now on. Returns the call that ends it."""
        return events.subscribe(self.observe)

    def observe(self, event: Event) -> None:
        """Count one event."""
        match event:
            case MessageStored(size=size):
                self._stored.observe(size)
            case ApiRequestAnswered(route=route, method=method, status=status, seconds=seconds):
                self._requests.labels(route, method, str(status)).observe(seconds)
            case ConnectionOpened(listener=listener):
                self._opened.labels(listener).inc()
                self._open.labels(listener).inc()
                self._seen[listener] += 1
                self._tell_ratio(listener)
            case ConnectionClosed(listener=listener, reason=reason):
                self._closed.labels(listener, reason).inc()
                self._open.labels(listener).dec()
            case TlsEstablished(listener=listener, version=version):
                self._tls.labels(listener, version).inc()
                self._encrypted[listener] += 1
                self._tell_ratio(listener)
            case ConnectionRefused() | RecipientRefused() | MessageRefused():
                self._refused.labels(event.listener, _REFUSED[type(event)], event.reason).inc()
            case MailboxCreated():
                self._created.inc()
            case MailboxForgotten(reason=reason):
                self._forgotten.labels(reason).inc()
            case MessageDeleted():
                self._deleted.inc()
            case _:
                self._count_content(event)

    def _count_content(self, event: Event) -> None:
        """Count what concerns a message's content. All other events are seen by the pages, not counted."""
        if isinstance(event, MessageJudged):
            self._judged.labels(event.level).inc()
            for reason in event.reasons:
                self._reasons.labels(reason).inc()
        elif isinstance(event, RemotePictureFetched):
            self._pictures.labels(event.outcome).inc()

    def _tell_ratio(self, listener: str) -> None:
        self._ratio.labels(listener).set(self._encrypted[listener] / max(1, self._seen[listener]))

    def expose(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self.registry)


_REFUSED: Final = {ConnectionRefused: "connection", RecipientRefused: "recipient", MessageRefused: "message"}
