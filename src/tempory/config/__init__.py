"""One TOML file, read once at the edge, handed on narrowly as frozen values.

Knows every package's settings and none of their behaviour. No environment variables. Enter at `load`, then
`check_safety` before anything listens, then the functions of `tempory.config.composition`.
"""

from tempory.config.folder import prepare_folder
from tempory.config.hosts import is_loopback
from tempory.config.reading import Mistake, Reading, UnreadableConfigurationError, load, parse, read_file
from tempory.config.safety import UnsafeConfigurationError, check_safety
from tempory.config.sections import Configuration

__all__ = [
    "Configuration",
    "Mistake",
    "Reading",
    "UnreadableConfigurationError",
    "UnsafeConfigurationError",
    "check_safety",
    "is_loopback",
    "load",
    "parse",
    "prepare_folder",
    "read_file",
]
