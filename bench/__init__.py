"""Benchmarks: each a command that prints ratios from one run on one machine.

`python -m bench` runs what `make bench` promises; `python -m bench NAME --help` explains one of them. Traffic stays on
loopback. Enter at `__main__`.
"""
