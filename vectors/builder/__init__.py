"""What `build.py` is made of: the sources become cases, and each case is checked.

`tables` reads the sources, `suite` AWS's test suite, `oracle` asks botocore, `specification`
derives a signature a second time, `outcome` writes down what a signer answers, and
`project` asks sigv4. Only `project` imports it.
"""
