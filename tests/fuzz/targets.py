"""The targets by name, each with a folder of seeds in `corpus`."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from tests.fuzz.engines import fuzz_imap, fuzz_pop3, fuzz_sasl, fuzz_smtp
from tests.fuzz.readers import fuzz_config, fuzz_mime, fuzz_sealed, fuzz_verdict

Target = Callable[[bytes], None]

CORPUS = Path(__file__).with_name("corpus")
TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "smtp": fuzz_smtp,
        "imap": fuzz_imap,
        "pop3": fuzz_pop3,
        "sasl": fuzz_sasl,
        "mime": fuzz_mime,
        "verdict": fuzz_verdict,
        "sealed": fuzz_sealed,
        "config": fuzz_config,
    }
)


def seeds(name: str) -> Iterator[tuple[Path, bytes]]:
    """Yield a target's seeds, in order."""
    for path in sorted((CORPUS / name).iterdir()):
        yield path, path.read_bytes()
