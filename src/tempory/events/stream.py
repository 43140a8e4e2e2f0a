"""One stream of events, and who listens.

Listeners are called at once, in the order they subscribed, and must return quickly: a live page puts the event into its
own bounded queue. Listeners for one mailbox are found by its id, so that a thousand open pages cost a message nothing.
"""

from collections.abc import Callable

from tempory.events.facts import Event
from tempory.values import MailboxId

Listener = Callable[[Event], None]
Unsubscribe = Callable[[], None]


class EventStream:
    """Publishes each event to those who listen to everything, then to those who listen to its mailbox.

    A listener that raises is a bug; it keeps neither the other listeners from the event nor its publisher from going
    on (the event has happened). `on_failure` is told. Without one, the first failure is raised once all have heard.
    """

    def __init__(self, *, on_failure: Callable[[Exception], None] | None = None) -> None:
        self._everywhere: dict[object, Listener] = {}
        self._mailboxes: dict[MailboxId, dict[object, Listener]] = {}
        self._on_failure = on_failure

    def publish(self, event: Event) -> None:
        """Hand `event` to its listeners, those included that another listener unsubscribes meanwhile."""
        listeners = [*self._everywhere.values()]
        mailbox: MailboxId | None = getattr(event, "mailbox", None)
        if mailbox is not None and mailbox in self._mailboxes:
            listeners += self._mailboxes[mailbox].values()
        failures = []
        for listener in listeners:
            try:
                listener(event)
            except Exception as failure:  # noqa: BLE001 (whatever it is, the others are still told)
                failures.append(failure)
        self._report(failures)

    def subscribe(self, listener: Listener, *, mailbox: MailboxId | None = None) -> Unsubscribe:
        """Listen to everything, or to one mailbox. Returns the call that ends this subscription; twice is harmless."""
        subscription = object()
        if mailbox is None:
            self._everywhere[subscription] = listener
            return lambda: self._everywhere.pop(subscription, None) and None
        self._mailboxes.setdefault(mailbox, {})[subscription] = listener
        return lambda: self._leave(mailbox, subscription)

    def _leave(self, mailbox: MailboxId, subscription: object) -> None:
        listeners = self._mailboxes.get(mailbox, {})
        listeners.pop(subscription, None)
        if not listeners:
            self._mailboxes.pop(mailbox, None)

    def _report(self, failures: list[Exception]) -> None:
        if self._on_failure is None:
            for failure in failures:
                raise failure
            return
        for failure in failures:
            self._on_failure(failure)
