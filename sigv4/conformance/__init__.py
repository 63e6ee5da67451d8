"""Whether other signers, verifiers and servers do as Signature Version 4 says.

`sigv4.conformance.programs` asks a program, in any language, for its answers to the vectors;
`vectors/README.md` specifies what the two say to each other. `sigv4.conformance.server` sends
a battery of requests to a live server, and `pytest_plugin` does so as tests of pytest.
"""
