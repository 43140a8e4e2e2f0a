"""Passkeys: what the browser is asked, and whether its answer is right. W3C WebAuthn Level 3.

User verification is required always, so that a passkey is something one has and something one is or knows. Nothing is
asked of the authenticator's maker (attestation "none"): which device a member buys is their own business.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tempory.people.members import Factor, Member
from tempory.people.office import Site
from tempory.people.refusals import FactorRefused

CHALLENGE_OCTETS: Final = 32
JsonObject = dict[str, Any]
# What a hostile answer makes the library raise, beside its own errors: it reads CBOR and DER of the sender's choice.
_REFUSED = (
    WebAuthnException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """What a verified registration gives."""

    credential: bytes
    public_key: bytes
    count: int


def creation_options(site: Site, member: Member, *, challenge: bytes, held: Sequence[Factor]) -> JsonObject:
    """Return what `navigator.credentials.create` is given, as JSON (its octets in base64url)."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=member.id.octets,
        user_name=str(member.addresses[0]),
        user_display_name=member.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(held),
    )
    return _read(options_to_json(options))


def request_options(site: Site, *, challenge: bytes, held: Sequence[Factor] = ()) -> JsonObject:
    """Return what `navigator.credentials.get` is given. Without `held`, the browser offers what it has."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=_descriptors(held),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _read(options_to_json(options))


def verify_creation(site: Site, answer: JsonObject, *, challenge: bytes) -> NewPasskey:
    """Check a new passkey: of our challenge, our origin, with the user verified. `FactorRefused` otherwise."""
    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _REFUSED as error:
        raise refused() from error
    return NewPasskey(
        credential=verified.credential_id, public_key=verified.credential_public_key, count=verified.sign_count
    )


def verify_request(site: Site, answer: JsonObject, factor: Factor, *, challenge: bytes) -> int:
    """Check an answer of a known passkey and return its new count; `FactorRefused` otherwise."""
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=factor.secret,
            credential_current_sign_count=factor.counter,
            require_user_verification=True,
        )
    except _REFUSED as error:
        raise refused() from error
    return verified.new_sign_count


def credential_of(answer: JsonObject) -> bytes:
    """Return which passkey an answer names; `FactorRefused` if none."""
    try:
        return base64url_to_bytes(answer["rawId"])
    except _REFUSED as error:
        raise refused() from error


def refused() -> FactorRefused:
    """Return the one refusal of every second factor."""
    return FactorRefused("The second factor is not right. A code works once, and for about a minute.")


def _descriptors(held: Sequence[Factor]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=factor.credential) for factor in held if factor.credential]


def _read(text: str) -> JsonObject:
    read: JsonObject = json.loads(text)
    return read
