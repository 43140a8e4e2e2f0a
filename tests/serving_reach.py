"""`tempory` for tests whose pictures' host is on loopback: `python serving_reach.py ADDRESS PORT serve …`.

What a service may fetch from is no setting. So this hands in a `Reach` where the command calls the service.
"""

import sys
from functools import partial
from ipaddress import ip_network
from typing import TYPE_CHECKING

import tempory.app
from tempory.cli import main
from tempory.fetching import Reach

if TYPE_CHECKING:
    from collections.abc import Callable


def run(address: str, port: str, *arguments: str) -> None:
    """Run the command with one address and one port of loopback spared."""
    reach = Reach(spared=(ip_network(address),), ports=frozenset({int(port)}))
    serve: Callable[..., None] = partial(tempory.app.serve, reach=reach)
    tempory.app.serve = serve
    sys.argv = ["tempory", *arguments]
    main()


if __name__ == "__main__":
    run(*sys.argv[1:])
