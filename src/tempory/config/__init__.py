"""One TOML file, read once at the edge, handed on narrowly as frozen values.

Knows every package's settings and none of their behaviour. No environment variables. Enter at `load`, then
`check_safety` before anything listens, then the functions of `tempory.config.composition`.
"""

from tempory.config.reading import Mistake, Reading, UnreadableConfigurationError, load, parse, read_file
from tempory.config.sections import Configuration

__all__ = [
    "Configuration",
    "Mistake",
    "Reading",
    "UnreadableConfigurationError",
    "load",
    "parse",
    "read_file",
]
