"""Tempory: a mail server that keeps its promises.

Start reading at `tempory.app`, which wires everything once, or follow one message from `tempory.net.listener`
down to `tempory.storage`. ARCHITECTURE.md shows the floors; imports run down them only.
"""

__version__ = "0.1.0"
