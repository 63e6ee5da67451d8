"""Why a server refused a request; `sigv4.explain` is the public side."""
