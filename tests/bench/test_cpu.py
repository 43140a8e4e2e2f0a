"""A process tree's CPU time, children that have ended included."""

import subprocess
import sys

from bench import cpu

BURN = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
STAY = BURN + "print('burnt', flush=True)\ntime.sleep(60)"
PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {BURN!r}])
child = subprocess.Popen([sys.executable, "-c", {STAY!r}], stdout=subprocess.PIPE)
child.stdout.readline()
print("ready", flush=True)
sys.stdin.read()
child.kill()
child.wait()
"""


def test_ended_and_living_children_count_once() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        used = cpu.seconds(parent.pid)
        parent.communicate(b"")
    assert 0.6 <= used + 0.02 < 1.5
