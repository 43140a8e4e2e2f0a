"""Defaults that other packages own: taken from them, so that they stand in one place."""

from tempory.api.settings import ApiSettings
from tempory.fetching import FetchSettings
from tempory.mailboxes import Rules
from tempory.net.settings import GateSettings, PatienceSettings
from tempory.protocols.imap.limits import Limits as ImapLimits
from tempory.protocols.smtp.limits import Limits
from tempory.sessions.budget import BudgetSettings
from tempory.sessions.imap.settings import ImapSettings
from tempory.values import Domain

RULES = Rules(domains=(Domain("tempory.test"),))
SMTP = Limits()
IMAP = ImapSettings(hostname="")
IMAP_LIMITS = ImapLimits()
BUDGET = BudgetSettings()
GATE = GateSettings()
PATIENCE = PatienceSettings()
API = ApiSettings()
RATES = API.rates
PICTURES = API.pictures
FETCH = FetchSettings()
