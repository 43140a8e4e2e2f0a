import httpx
import pytest

from tempory.api import Metrics, make_health_app
from tempory.events import (
    ApiRequestAnswered,
    ConnectionClosed,
    ConnectionOpened,
    ConnectionRefused,
    Event,
    EventStream,
    MailboxCreated,
    MailboxExtended,
    MailboxForgotten,
    MessageDeleted,
    MessageJudged,
    MessageRefused,
    MessageStored,
    RecipientRefused,
    RemotePictureFetched,
    TlsEstablished,
)
from tempory.values import Uid
from tempory.verdict import Code, Level
from tests.making import NOON, draw_mailbox_id, draw_message_id

pytestmark = pytest.mark.anyio


class Health:
    def __init__(self) -> None:
        self.ready = True
        self.events = EventStream()
        self.metrics = Metrics(mailboxes_alive=lambda: 7, streams_open=lambda: 3)
        self.stop = self.metrics.subscribe(self.events)
        self.app = make_health_app(metrics=self.metrics, is_ready=self._is_ready)

    async def _is_ready(self) -> bool:
        return self.ready

    async def get(self, path: str, host: str = "127.0.0.1:8090", method: str = "GET") -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8090") as client:
            return await client.request(method, path, headers={"host": host})

    async def samples(self) -> dict[str, float]:
        response = await self.get("/metrics")
        assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        lines = (line for line in response.text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


MAILBOX, MESSAGE = draw_mailbox_id(), draw_message_id()
HAPPENED: list[Event] = [
    MailboxCreated(mailbox=MAILBOX, expires_at=None),
    MailboxExtended(mailbox=MAILBOX, expires_at=None),
    MessageStored(mailbox=MAILBOX, message=MESSAGE, uid=Uid(1), received_at=NOON, size=2_000, summary=b"sealed"),
    MessageDeleted(mailbox=MAILBOX, message=MESSAGE),
    MessageJudged(level=Level.DANGEROUS, reasons=(Code.FILE_PROGRAM, Code.PRESSES_TIME)),
    RemotePictureFetched(outcome="unsuitable"),
    MailboxForgotten(mailbox=MAILBOX, reason="expired"),
    ConnectionOpened(listener="smtp"),
    ConnectionOpened(listener="smtp"),
    ConnectionOpened(listener="smtp"),
    ConnectionOpened(listener="smtp"),
    TlsEstablished(listener="smtp", version="TLSv1.3"),
    ConnectionClosed(listener="smtp", reason="quit"),
    ConnectionRefused(listener="smtp", reason="rate"),
    RecipientRefused(listener="smtp", reason="unknown"),
    MessageRefused(listener="smtp", reason="size"),
    ApiRequestAnswered(route="/api/v1/mailbox", method="GET", status=200, seconds=0.003),
]


async def test_what_happens_is_counted() -> None:
    health = Health()
    for event in HAPPENED:
        health.events.publish(event)
    samples = await health.samples()
    expected = {
        "tempory_mailboxes_alive": 7,
        "tempory_event_streams_open": 3,
        "tempory_mailboxes_created_total": 1,
        'tempory_mailboxes_forgotten_total{reason="expired"}': 1,
        "tempory_message_bytes_count": 1,
        "tempory_message_bytes_sum": 2_000,
        "tempory_messages_deleted_total": 1,
        'tempory_verdicts_total{level="dangerous"}': 1,
        'tempory_verdict_reasons_total{reason="file_program"}': 1,
        'tempory_remote_pictures_total{outcome="unsuitable"}': 1,
        'tempory_connections_total{listener="smtp"}': 4,
        'tempory_connections_open{listener="smtp"}': 3,
        'tempory_connections_closed_total{listener="smtp",reason="quit"}': 1,
        'tempory_tls_total{listener="smtp",version="TLSv1.3"}': 1,
        'tempory_tls_ratio{listener="smtp"}': 0.25,
        'tempory_refusals_total{listener="smtp",reason="rate",what="connection"}': 1,
        'tempory_refusals_total{listener="smtp",reason="unknown",what="recipient"}': 1,
        'tempory_refusals_total{listener="smtp",reason="size",what="message"}': 1,
        'tempory_api_request_seconds_count{method="GET",route="/api/v1/mailbox",status="200"}': 1,
    }
    assert {name: samples.get(name) for name in expected} == expected


async def test_no_id_is_ever_a_label() -> None:
    health = Health()
    for event in HAPPENED:
        health.events.publish(event)
    exposed = (await health.get("/metrics")).text
    assert str(MAILBOX) not in exposed
    assert str(MESSAGE) not in exposed


async def test_counting_can_be_ended() -> None:
    health = Health()
    health.stop()
    health.events.publish(HAPPENED[0])
    assert (await health.samples())["tempory_mailboxes_created_total"] == 0


async def test_liveness_and_readiness() -> None:
    health = Health()
    assert (await health.get("/livez")).status_code == 200
    assert (await health.get("/readyz")).status_code == 200
    health.ready = False
    assert (await health.get("/livez")).status_code == 200
    assert (await health.get("/readyz")).status_code == 503


async def test_pages_of_others_cannot_read_it() -> None:
    health = Health()
    for host in ("evil.example", "tempory.test", ""):
        assert (await health.get("/metrics", host=host)).status_code == 421
    for host in ("localhost:8090", "[::1]:8090", "10.0.0.7"):
        assert (await health.get("/metrics", host=host)).status_code == 200


async def test_nothing_else_is_there() -> None:
    health = Health()
    assert (await health.get("/")).status_code == 404
    assert (await health.get("/metrics", method="POST")).status_code == 405
