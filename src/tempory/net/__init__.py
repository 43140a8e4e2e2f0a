"""Sockets: binding, listening, TLS, limits on peers, and the one connection that a session talks to.

Knows no mail protocol: what is said on a connection is the business of `converse`, and the line that a turned-away peer
gets comes from `refuse`. RFC 3207 §5 and RFC 8314 (TLS), the PROXY protocol. Enter at `Listener`.

    gate = Gate(settings.gate, now=time.monotonic)                   # one for all listeners
    ensure_certificate(data / "tls", names=["tempory.test"], now=clock.now())
    tls = ServerTls(certificate=data / "tls/cert.pem", key=data / "tls/key.pem")   # tls.reload() on SIGHUP
    sockets = bind("127.0.0.1", 2525)                                # as root; then drop privileges
    budget = ByteBudget()

    def converse(channel: SocketChannel) -> Coroutine[Any, Any, None]:
        return SmtpSession(
            channel, settings=SmtpSettings(hostname="tempory.test"), delivery=delivery, budget=budget, events=events,
            clock=clock, draw_id=lambda: secrets.token_hex(8),
        ).run()

    listener = Listener(
        name="smtp", sockets=sockets, converse=converse, refuse=answer_unserved, gate=gate, events=events, tls=tls
    )
    await listener.start()
    host, port = endpoint(sockets[0])
    await listener.drain(8.0)                                        # on SIGTERM
"""

from tempory.net.certificates import ensure_certificate
from tempory.net.channel import SocketChannel
from tempory.net.gate import Admission, Gate, parse_peer
from tempory.net.listener import Listener
from tempory.net.proxied import read_true_peer
from tempory.net.proxy import ProxyHeader, parse_proxy_header
from tempory.net.settings import GateSettings, PatienceSettings
from tempory.net.sockets import bind, endpoint
from tempory.net.tls import ServerTls

__all__ = [
    "Admission",
    "Gate",
    "GateSettings",
    "Listener",
    "PatienceSettings",
    "ProxyHeader",
    "ServerTls",
    "SocketChannel",
    "bind",
    "endpoint",
    "ensure_certificate",
    "parse_peer",
    "parse_proxy_header",
    "read_true_peer",
]
