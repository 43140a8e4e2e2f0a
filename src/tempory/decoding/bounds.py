"""What reader and worker agree on."""

from typing import Final

MAX_CODES: Final = 16  # of one message
MAX_CHARACTERS: Final = 2_048  # of what one code says; longer links are nobody's (tempory.mime.limits)
