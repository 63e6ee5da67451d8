"""Presigned URLs and forms in words; `sigv4.explain` is the public side."""
