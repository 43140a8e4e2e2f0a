"""Hands each package its own settings, in its own words. The one place where the file's names meet theirs."""

from dataclasses import replace

from tempory.api.settings import ApiSettings, Rate, SecurityContact
from tempory.config.defaults import API, RATES, SMTP
from tempory.config.sections import Configuration
from tempory.mailboxes import Rules
from tempory.protocols.smtp.limits import Limits as SmtpLimits


def mailbox_rules(configuration: Configuration) -> Rules:
    """Return the rules for disposable mailboxes."""
    section = configuration.mailboxes
    return Rules(
        domains=configuration.service.domains,
        lifetime_min=section.lifetime_min,
        lifetime_max=section.lifetime_max,
        lifetime_default=section.lifetime_default,
        quota_messages=section.quota_messages,
        quota_bytes=section.quota_bytes,
        quarantine=section.quarantine,
    )


def smtp_limits(configuration: Configuration) -> SmtpLimits:
    """Return the limits of one SMTP connection."""
    section = configuration.smtp
    return replace(
        SMTP,
        message_octets=section.message_size,
        header_octets=section.header_size,
        recipients=section.recipients,
        errors=section.errors,
    )


def api_settings(configuration: Configuration) -> ApiSettings:
    """Return the settings of the HTTP face."""
    section = configuration.api
    rates = replace(
        RATES,
        requests=Rate(burst=section.requests_burst, per_minute=section.requests_per_minute),
        creations=Rate(burst=section.creations_burst, per_minute=section.creations_per_minute),
    )
    live = replace(API.live, streams=section.streams, per_peer=section.streams_per_peer)
    contact = SecurityContact(contacts=configuration.service.contacts)
    return replace(API, hosts=section.hosts, rates=rates, live=live, security_contact=contact)
