"""What `build.py` is made of: the sources become cases, and each case is checked.

`tables` reads the sources, `suite` AWS's test suite, `oracle` asks botocore, `specification`
derives a signature a second time, `outcome` writes down what a signer answers, `posts` and
`forms` do all this for what is sent by POST, and `project` asks sigv4, with `verdicts` for
forms. Only these two import it.
"""
