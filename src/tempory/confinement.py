"""What is left to a process that decodes: its memory, its pipe, so much CPU, and no other system call.

setrlimit(2), prctl(2) PR_SET_NO_NEW_PRIVS and PR_SET_SECCOMP, seccomp(2), linux/filter.h, linux/audit.h. There is no
way back, for this process or a child of it.
"""

import ctypes
import os
import platform
import resource
from collections.abc import Mapping, Sequence
from typing import Final

CPU_SECONDS: Final = 120
"""Of one process's life, if nothing else is said; then the system ends it."""

_NO_NEW_PRIVS: Final = 38
_DUMPABLE: Final = 4
_DEATH_SIGNAL: Final = 1
_KILL: Final = 9
_SECCOMP: Final = 22
_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # EPERM: libraries that ask for more get an error, as they would of a full machine
_END: Final = 0x80000000

_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_EQUALS: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_NUMBER_AT: Final = 0  # offsets in struct seccomp_data
_MACHINE_AT: Final = 4


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


# Memory, the pipe, the clock, locks, the end. No open, socket, clone, execve, kill, ptrace, prctl or ioctl.
_CALLS: Final[Mapping[str, tuple[int, Sequence[int]]]] = {
    # read write close fstat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn sched_yield
    # mremap madvise getpid exit gettimeofday getrusage sigaltstack gettid futex restart_syscall clock_gettime
    # exit_group getrandom rseq
    "x86_64": (
        0xC000003E,
        _numbers("0 1 3 5 7 8 9 10 11 12 13 14 15 24 25 28 39 60 96 98 131 186 202 219 228 231 318 334"),
    ),
    "aarch64": (
        0xC00000B7,
        _numbers(
            "63 64 57 80 73 62 222 226 215 214 134 135 139 124 216 233 172 93 169 165 132 178 98 128 113 94 278 293"
        ),
    ),
}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("operand", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def confine(memory: int, *, cpu_seconds: int = CPU_SECONDS) -> None:
    """Give everything up but decoding within `memory` octets. `OSError` where the system cannot hold a process so."""
    if platform.machine() not in _CALLS:
        message = f"no list of system calls for {platform.machine()}"
        raise OSError(message)
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.closerange(3, files)  # what whoever started us left open
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (most, most))
    libc = ctypes.CDLL(None, use_errno=True)
    _control(libc, _DEATH_SIGNAL, _KILL)
    _control(libc, _DUMPABLE, 0)
    _control(libc, _NO_NEW_PRIVS, 1)
    instructions = _write_filter(*_CALLS[platform.machine()])
    program = _Program(len(instructions), (_Instruction * len(instructions))(*instructions))
    _control(libc, _SECCOMP, _FILTER, ctypes.byref(program))


def _control(libc: ctypes.CDLL, option: int, value: int, further: object = 0) -> None:
    if libc.prctl(option, ctypes.c_ulong(value), further, 0, 0) != 0:
        error = ctypes.get_errno()
        message = f"prctl {option} was refused"
        raise OSError(error, message)


def _write_filter(machine: int, calls: Sequence[int]) -> list[_Instruction]:
    """Write the filter: another machine's calls end the process, ours are looked up one after the other."""
    looked_up = [
        _Instruction(_EQUALS, len(calls) - place, 0, call)  # on to the last instruction
        for place, call in enumerate(calls)
    ]
    return [
        _Instruction(_LOAD, 0, 0, _MACHINE_AT),
        _Instruction(_EQUALS, 1, 0, machine),
        _Instruction(_RETURN, 0, 0, _END),
        _Instruction(_LOAD, 0, 0, _NUMBER_AT),
        *looked_up,
        _Instruction(_RETURN, 0, 0, _REFUSE),
        _Instruction(_RETURN, 0, 0, _ALLOW),
    ]
