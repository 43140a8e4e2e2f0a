"""Programs of others, installed as their users would, each into a folder of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 100


def install_python(folder: Path, *requirements: str) -> Path:
    """Install packages for this Python into `folder`, or skip the test if there is nothing to install them from."""
    uv = shutil.which("uv", path=f"{ROOT / '.setup/uv/bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv is None:
        pytest.skip("uv is not installed, so other people's clients cannot be")
    return _install(
        [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(folder), *requirements]
    )


def install_node(folder: Path, *packages: str) -> Path:
    """Install packages for Node.js into `folder`, likewise."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("npm or Node.js is not installed")
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    return _install(["npm", "install", "--prefix", str(folder), *quiet, *packages])


def _install(command: Sequence[str]) -> Path:
    folder = Path(command[command.index("--target" if "--target" in command else "--prefix") + 1])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=folder)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{command[-1]} could not be installed within {SECONDS} s: is the registry reachable?")
    if done.returncode:
        pytest.skip(f"{command[-1]} could not be installed: {done.stderr.strip()[-200:]}")
    return folder


class Conversation:
    """A program that prints lines and waits for lines; `hear` and `say` from this side."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={"PATH": os.environ["PATH"], **environment},
        )  # fmt: skip

    def hear(self) -> str:
        """Return the next line it prints; fails with what it complained of if it has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            _, complaint = self._process.communicate(timeout=SECONDS)
            pytest.fail(f"the client ended:\n{complaint[-3000:]}")
        return line.rstrip("\n")

    def say(self, line: str = "") -> None:
        """Let it go on."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """Wait until it has ended well."""
        _, complaint = self._process.communicate(timeout=SECONDS)
        assert self._process.returncode == 0, complaint[-3000:]

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.communicate()
