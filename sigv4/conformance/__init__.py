"""Whether other signers, verifiers and servers do as Signature Version 4 says.

`sigv4.conformance.programs` asks a program, in any language, for its answers to the vectors;
`vectors/README.md` specifies what the two say to each other.
"""
