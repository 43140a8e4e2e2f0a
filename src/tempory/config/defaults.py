"""Defaults that other packages own: taken from them, so that they stand in one place."""

from tempory.api.settings import ApiSettings
from tempory.mailboxes import Rules
from tempory.values import Domain

RULES = Rules(domains=(Domain("tempory.test"),))
API = ApiSettings()
RATES = API.rates
