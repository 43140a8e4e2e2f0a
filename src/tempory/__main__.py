"""`python -m tempory`: the same as the `tempory` command."""

from tempory.cli import main

main()
