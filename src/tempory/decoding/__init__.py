"""Pictures are decoded in a process of its own, which can do nothing but decode; so are the codes in them.

Decoders are native code that reads what strangers send. `worker` runs them behind `tempory.confinement`, with no key,
no file and no socket within reach; `reader` feeds it and believes nothing that it says. Must not know verdicts,
mailboxes or HTTP. Nothing is written to disk. It fails open: a picture that cannot be read is counted, and the message
goes on.
Enter at `tempory.decoding.reader`. This file imports nothing, so that a worker holds nothing but its decoders.
"""
