"""`python -m tempory.sealers`: started by `SealerProcess`, with a socket as standard input."""

from tempory.sealers.process import main

if __name__ == "__main__":
    main()
