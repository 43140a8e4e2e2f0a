"""Schemathesis against the whole API: whatever is sent, the answer is one that the document describes.

Seeds are fixed and examples bounded, so a run takes seconds and repeats. The face is drained first: streams and waits
then end at once, and every other request is answered as ever.
"""

import asyncio
import json
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
