"""Giving up root once the ports are bound, for good, and leaving nothing behind for others to read.

setgroups(2), setgid(2) and setuid(2) in this order: after setuid the others are no longer allowed.
"""

import grp
import os
import pwd
import resource
from dataclasses import dataclass

from tempory.values import ConfigurationError

ROOT = 0
PRIVATE_UMASK = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom to become."""

    uid: int
    gid: int
    groups: tuple[int, ...]


def harden_process() -> None:
    """From now on new files are ours alone, and a crash leaves no core file with keys and mail in it.

    As many files may be open as the system lets us have: each connection is one, and the usual 1,024 are soon used up.
    """
    os.umask(PRIVATE_UMASK)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def find_identity(user: str, group: str = "") -> Identity:
    """Look `user` up, and `group` if it is not the user's own; `ConfigurationError` if there is none."""
    try:
        entry = pwd.getpwnam(user)
    except KeyError as error:
        message = f"there is no user {user} on this machine (process.user)"
        raise ConfigurationError(message) from error
    try:
        gid = grp.getgrnam(group).gr_gid if group else entry.pw_gid
    except KeyError as error:
        message = f"there is no group {group} on this machine (process.group)"
        raise ConfigurationError(message) from error
    return Identity(uid=entry.pw_uid, gid=gid, groups=tuple(sorted({gid, *os.getgrouplist(user, gid)})))


def drop_privileges(identity: Identity) -> None:
    """Become `identity` and prove that there is no way back. `ConfigurationError` if this process may not.

    Does nothing for a process that is this user already.
    """
    if os.getresuid() == (identity.uid,) * 3:
        return
    if os.geteuid() != ROOT:
        message = "only root can change to another user (process.user); start as root, or as that user"
        raise ConfigurationError(message)
    os.setgroups(identity.groups)
    os.setresgid(identity.gid, identity.gid, identity.gid)
    os.setresuid(identity.uid, identity.uid, identity.uid)
    if identity.uid != ROOT:
        _verify_dropped(identity)


def _verify_dropped(identity: Identity) -> None:
    """Fails closed: a process that could become root again does not go on."""
    try:
        os.setresuid(ROOT, ROOT, ROOT)
    except PermissionError:
        if os.getresuid() == (identity.uid,) * 3 and os.getresgid() == (identity.gid,) * 3:
            return
    message = "root could not be given up for good"
    raise ConfigurationError(message)
