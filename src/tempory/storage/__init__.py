"""Adapters that keep mailboxes on disk. Each passes the contract suite in tests/storage."""
