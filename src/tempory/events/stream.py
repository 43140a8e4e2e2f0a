"""One stream of events, and who listens.

Listeners are called at once, in the order they subscribed, and must return quickly: a live page puts the event into its
own bounded queue. Listeners for one mailbox are found by its id, so that a thousand open pages cost a message nothing.
"""

from collections.abc import Callable

from tempory.events.facts import Event
from tempory.values import MailboxId

Listener = Callable[[Event], None]


class EventStream:
    """Publishes each event to those who listen to everything, then to those who listen to its mailbox."""

    def __init__(self) -> None:
        self._everywhere: list[Listener] = []
        self._mailboxes: dict[MailboxId, list[Listener]] = {}

    def publish(self, event: Event) -> None:
        """Hand `event` to its listeners. A listener that raises is a bug and is seen as one by the publisher."""
        for listener in tuple(self._everywhere):
            listener(event)
        mailbox = getattr(event, "mailbox", None)
        if mailbox is not None:
            for listener in tuple(self._mailboxes.get(mailbox, ())):
                listener(event)

    def subscribe(self, listener: Listener, *, mailbox: MailboxId | None = None) -> Callable[[], None]:
        """Listen to everything, or to one mailbox. Returns the call that ends the subscription."""
        listeners = self._everywhere if mailbox is None else self._mailboxes.setdefault(mailbox, [])
        listeners.append(listener)

        def unsubscribe() -> None:
            if listener in listeners:
                listeners.remove(listener)
            if mailbox is not None and not listeners and self._mailboxes.get(mailbox) is listeners:
                del self._mailboxes[mailbox]

        return unsubscribe
