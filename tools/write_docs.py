"""Writes the parts of docs/ that the code knows best. `make docs` runs it; a test compares."""

from pathlib import Path

from tempory.config.showing import as_markdown

MARK = "<!-- written by `make docs`; change src/tempory/config/sections.py instead -->"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"


def main() -> None:
    """Replace everything below the mark."""
    above, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        message = f"{PAGE} has no line {MARK!r}"
        raise SystemExit(message)
    PAGE.write_text(f"{above}{MARK}\n\n{as_markdown()}", encoding="utf-8")


if __name__ == "__main__":
    main()
