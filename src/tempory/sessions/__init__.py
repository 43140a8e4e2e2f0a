"""Sessions: what a protocol engine says happened, made into calls on the domain, and the domain's answers into replies.

One package a protocol. Knows nothing of sockets and of SQL: a session talks to a `Channel` and to the domain
(`Delivery`). Enter at `smtp.SmtpSession`; `budget.ByteBudget` keeps all unfinished messages together within bounds.
"""

from tempory.sessions.budget import BudgetSettings, ByteBudget, Holding
from tempory.sessions.channel import Channel

__all__ = ["BudgetSettings", "ByteBudget", "Channel", "Holding"]
