"""Protocol engines without I/O: bytes in, events out, replies back as bytes. One package a protocol."""
