"""How others reach a listener: by the name and port that are published, not by what it is bound to."""

from tempory.config.hosts import is_loopback
from tempory.config.sections import Configuration

HTTPS_PORT = 443


def public_endpoint(configuration: Configuration, section: str, *, host: str, port: int) -> tuple[str, int]:
    """Return the name and port that are told of the listener of `section`, which is bound to `host` and `port`.

    One that only this machine reaches is told of by its address, unless the operator says how others come to it.
    """
    public = str(getattr(configuration, section).public)
    if public:
        name, _, number = public.rpartition(":")
        return name, int(number)
    return (host if is_loopback(host) else configuration.hostname), port


def public_page(configuration: Configuration) -> str | None:
    """Return the page's address without a slash at its end; None if only this machine reaches it."""
    if configuration.service.page:
        return configuration.service.page.rstrip("/")
    if is_loopback(configuration.https.host):
        return None
    domain, port = configuration.service.domains[0].name, configuration.https.port
    return f"https://{domain}" if port == HTTPS_PORT else f"https://{domain}:{port}"


def is_reachable(configuration: Configuration, section: str) -> bool:
    """Whether anybody but this machine reaches the listener of `section`, as far as the configuration says."""
    return bool(getattr(configuration, section).public) or not is_loopback(getattr(configuration, section).host)
