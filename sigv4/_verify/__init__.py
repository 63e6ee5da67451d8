"""What `sigv4.verify` is made of: one step of reading and judging a request a module."""
