"""What `sigv4.asgi` and `sigv4.wsgi` share: a gate in front of an application.

Nothing here reads or writes: each of the two brings the request and takes the verdict.
"""
