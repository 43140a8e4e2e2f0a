"""The running service: the only package that knows every part, and wires them once.

The order of a start: check that the configuration is safe, bind the ports, give up root, open the data folder, finish
what a crash left undone, listen, and only then say that we are ready. The end goes the other way round: listen no more,
let what has begun finish, close the store. Enter at `serve`.
"""

from tempory.app.ready import Ready
from tempory.app.serving import serve

__all__ = ["Ready", "serve"]
