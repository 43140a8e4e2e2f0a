"""Defaults that other packages own: taken from them, so that they stand in one place."""

from tempory.api.settings import ApiSettings
from tempory.mailboxes import Rules
from tempory.protocols.smtp.limits import Limits
from tempory.values import Domain

RULES = Rules(domains=(Domain("tempory.test"),))
SMTP = Limits()
API = ApiSettings()
RATES = API.rates
