"""Whether a configuration may run at all. An unsafe one refuses to start, with every reason at once.

All checks here fail closed: what cannot be shown to be safe is a reason.
"""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from tempory.config.hosts import is_loopback
from tempory.config.sections import Configuration
from tempory.values import ConfigurationError

ModeOf = Callable[[Path], int | None]

SECRET_FILES = ("keys.db", "keys.db-wal", "keys.db-shm", "operator.link", "tls/key.pem")
"""Files in the data folder that nobody else may read."""

_GROUP_AND_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS = stat.S_IRWXO


class UnsafeConfigurationError(ConfigurationError):
    """The service does not start like this. `reasons` has them all, in plain words."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__("This configuration is not safe to run: " + " ".join(reasons))


def file_mode(path: Path) -> int | None:
    """Return the permission bits of `path`, or None if it is not there."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None


def check_safety(configuration: Configuration, *, effective_uid: int, mode_of: ModeOf = file_mode) -> None:
    """Raise `UnsafeConfigurationError` unless this configuration is safe to run as this user with these file modes."""
    reasons = (
        *_secrets_others_can_read(configuration, mode_of),
        *_listeners_without_protection(configuration),
        *_root_in_public(configuration, effective_uid),
    )
    if reasons:
        raise UnsafeConfigurationError(reasons)


def _secrets_others_can_read(configuration: Configuration, mode_of: ModeOf) -> Iterator[str]:
    folder = configuration.storage.folder
    places = [(folder, _GROUP_AND_OTHERS, "700")]
    places += [(folder / name, _GROUP_AND_OTHERS, "600") for name in SECRET_FILES]
    if configuration.tls.key is not None:
        # A group may read the key: certificate tools share it so (Debian's ssl-cert).
        places.append((configuration.tls.key, _OTHERS, "640"))
    for path, forbidden, wanted in places:
        mode = mode_of(path)
        if mode is not None and mode & forbidden:
            yield f"{path} is open to other users (mode {mode:03o}); run: chmod {wanted} {path}"


def _listeners_without_protection(configuration: Configuration) -> Iterator[str]:
    may_be_public = configuration.tls.certificate is not None or configuration.tls.allow_self_signed
    for name, host in configuration.public_hosts.items():
        if not is_loopback(host) and not may_be_public:
            yield (
                f"{name} listens on {host}, where others can reach it, without a certificate they can trust; "
                "set tls.certificate and tls.key, or tls.allow_self_signed = true if that is what you want."
            )
    if not is_loopback(configuration.health.host):
        yield (
            f"health listens on {configuration.health.host}, without encryption or a password; "
            'set health.host = "127.0.0.1" and let your monitoring come through a tunnel.'
        )


def _root_in_public(configuration: Configuration, effective_uid: int) -> Iterator[str]:
    public = [host for host in configuration.public_hosts.values() if not is_loopback(host)]
    if effective_uid == 0 and public and configuration.process.user in ("", "root"):
        yield (
            f"root would go on serving {public[0]}; set process.user to an ordinary user, "
            "to whom the service changes once its ports are bound."
        )
