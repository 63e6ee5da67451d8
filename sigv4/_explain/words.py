"""The causes of a refusal in words, by their ids, with what to do.

The order is how often each is met, as far as one can say; it decides among causes that are
equally likely otherwise.
"""

from __future__ import annotations

CAUSES = {
    # The answer is not the one to this URL.
    "another-answer": (
        "the answer is not the one to this URL: it is to another {what}",
        "give the answer that came to this very URL",
    ),
    "answer-unread": (
        "the answer cannot be read: {what}",
        "save it as it came, all of it, and not compressed: curl -sS … -o answer.xml",
    ),
    "accepted": ("the server took the request", "nothing: there is no error in this answer"),
    "signature-cut": (
        "the signature arrived cut off, or with something added",
        "send the URL as it was made, all of it",
    ),
    # When.
    "expired": (
        "the URL has expired{at}",
        "sign again, with a longer life if it is used later than it is made",
    ),
    "not-yet-valid": (
        "the URL is not yet valid: it is dated later than the server's clock",
        "set the signer's clock (NTP does), or wait",
    ),
    "clock-skew": (
        "the clock of the signer, or of the server, is wrong",
        "set the clock (NTP does), and sign again",
    ),
    "token-expired": (
        "the session token has expired, and the URL with it",
        "get new temporary credentials, and sign again",
    ),
    # Headers.
    "content-type-differs": (
        "the Content-Type that was sent is not the one that was signed",
        "send Content-Type: {signed}; or sign the one that is sent",
    ),
    "header-not-sent": (
        "a header is signed and was not sent: {name}",
        "send it, with the value that was signed; or sign without it",
    ),
    "header-differs": (
        "the header {name} was sent with another value than was signed",
        "send {name}: {signed}; or sign the value that is sent",
    ),
    # The method.
    "method-differs": (
        "the URL was used with another method than was signed",
        "use {signed}, or sign for {seen}: GET and HEAD are two methods",
    ),
    # Who signed.
    "wrong-secret": (
        "the signature was made with another secret than the server has for this access key",
        "compare the secret of {key} at the signer with the one that was issued, character by "
        "character, or make a new key pair",
    ),
    "secret-white-space": (
        "the signer's secret has white space, a line end or quotes around it",
        "strip the secret where it is read: a line end often comes along from a file",
    ),
    "unknown-access-key": (
        "the server knows no access key {key}",
        "sign with a key of this server and account; a deleted or inactive one does not serve",
    ),
    "unsigned-header": (
        "an x-amz-* header was sent that is not signed: {name}",
        "sign it (--header, or headers=), or do not send it",
    ),
    "two-mechanisms": (
        "an Authorization header, or a second signature, was sent beside the URL",
        "send the URL without an Authorization header: clients add one from a netrc file, a "
        "user's name in the URL, or by default",
    ),
    "permission": (
        "no fault of the signature: the one who signed may not do this",
        "look at the policies of the user or role {key}, and of the bucket; a missing object is "
        "AccessDenied to who may not list",
    ),
    "token-missing": (
        "the key is a temporary one, and its session token is missing",
        "sign with the session token that came with the key",
    ),
    "token-altered": (
        "the session token is not the one that came with the key: altered, cut off, or unknown "
        "to this server",
        "sign with the key, the secret and the token of one and the same session; no token where "
        "the key is not temporary",
    ),
    # For where.
    "wrong-region": (
        "the URL is signed for the region {signed}, and the server is in {seen}",
        "sign for {seen}",
    ),
    "another-region": (
        "the bucket is elsewhere: {where}",
        "sign for the region and the host of the bucket; a signed URL cannot be redirected",
    ),
    "redirected": (
        "the client followed a redirect to {where}, and a signed URL holds for one host",
        "sign for that host, and its region; do not follow redirects",
    ),
    "wrong-service": (
        "the URL is signed for the service {signed}, and the server is {seen}",
        "sign for the service {seen}",
    ),
    # What came of the URL on its way.
    "host-changed": (
        "the server saw another host than was signed",
        "let the proxy pass on the Host header as it came, or sign for the host that the server "
        "sees: {seen}",
    ),
    "port-changed": (
        "the server saw another port in the Host header than was signed",
        "let the proxy pass on the Host header with its port, or sign for {seen}",
    ),
    "parameter-added": (
        "a parameter was added to the query: {name}",
        "send the URL without it, or sign it with it",
    ),
    "parameter-dropped": (
        "a parameter of the query is missing: {name}",
        "send the URL as it was made, all of it; quote it in a shell, where '&' ends a command",
    ),
    "parameter-changed": (
        "the parameter {name} has another value than was signed",
        "send the URL as it was made; to change a parameter, sign again",
    ),
    "parameter-repeated": (
        "the parameter {name} is there more than once",
        "give it once",
    ),
    "parameters-reordered": (
        "the parameters are in another order in the server's canonical request than sorted",
        "sort them by their encoded names, then by their encoded values, before signing",
    ),
    "path-prefix-stripped": (
        "the server saw the path without its beginning, {prefix}",
        "let the proxy pass on the path as it came, or sign for the path that the server sees",
    ),
    "path-prefix-added": (
        "the server saw something in front of the path: {prefix}",
        "let the proxy pass on the path as it came, or sign for the path that the server sees",
    ),
    "dot-segments-resolved": (
        "the client resolved the '.' and '..' segments of the path",
        "send the URL as it is (curl --path-as-is), or rename the object",
    ),
    "slashes-collapsed": (
        "a client or a proxy made one '/' of '//' in the path",
        "send the URL as it is (not through such a client), or rename the object",
    ),
    "slash-at-the-end": (
        "a '/' at the end of the path was added or taken away",
        "send the path as it was signed",
    ),
    "encoded-once-more": (
        "the {part} was percent-encoded once more than was signed",
        "hand the URL to the client as it is: it is encoded already",
    ),
    "decoded-once": (
        "the {part} was percent-decoded once on its way, or encoded twice before signing",
        "let the client and the proxy pass on escapes as they are; sign S3's paths encoded once",
    ),
    "plus-for-space": (
        "a '+' and a space were taken for one another in the {part}",
        "write a space as %20 and a plus as %2B, when signing and when sending",
    ),
    "lower-case-escapes": (
        "escapes came in lower case in the {part} (%2f for %2F)",
        "write escapes in capitals, and send the URL as it was made",
    ),
    "unreserved-escaped": (
        "characters that need no escape came with one in the {part}, as ~ as %7E",
        "write A-Z a-z 0-9 - . _ ~ as they are, and send the URL as it was made",
    ),
    "escapes-decoded": (
        "escapes of the {part} were decoded on its way, as %21 to !",
        "send the URL as it was made, with a client that does not respell it",
    ),
    "composed-otherwise": (
        "the {part} has the same letters composed otherwise in Unicode (NFC and NFD)",
        "take the key as the server lists it; file systems rewrite names",
    ),
    "case-changed": (
        "capitals of the {part} became small letters, or the other way round",
        "send the URL as it was made",
    ),
    "path-differs": (
        "the server saw another path than was signed",
        "sign for the path that the server sees, or send the one that was signed",
    ),
    # The body.
    "payload-mismatch": (
        "the body that was sent does not hash to what was signed",
        "send the very body that was signed; or sign UNSIGNED-PAYLOAD, as presigned URLs of S3 do",
    ),
    # What no server takes.
    "parameters-refused": (
        "the server does not take the parameters of the signature",
        "sign again; 'sigv4 inspect' tells what is wrong with the URL",
    ),
    "version-2": (
        "the server does not take Signature Version 2",
        "sign with version 4",
    ),
    "form-policy": (
        "the form that was sent does not meet its own policy",
        "send the fields as they were given, and the file last; or sign a policy that allows "
        "what is sent (inspect_post reads it)",
    ),
    # No fault of the signature; nor is permission, above.
    "no-signature-fault": (
        "no fault of the signature: the server took it, and says {code}",
        "see to what it says",
    ),
    "not-from-s3": (
        "the answer is none of S3's: {what}",
        "look at what stands between: a proxy, a login page, another server at this address",
    ),
}

# How those that nobody saw are worded.
MAYBE = {
    "content-type-differs": (
        "the Content-Type that was sent may not be the one that was signed",
        "send Content-Type: {signed}; or sign the one that is sent",
    ),
    "header-not-sent": (
        "a header that is signed may not have been sent: {name}",
        "send it, with the value that was signed; or sign without it",
    ),
    "header-differs": (
        "the header {name} may have been sent with another value than was signed",
        "send {name}: {signed}; or sign the value that is sent",
    ),
    "payload-mismatch": (
        "the body that was sent may not hash to what was signed",
        "send the very body that was signed; or sign UNSIGNED-PAYLOAD, as presigned URLs of S3 do",
    ),
    "method-differs": (
        "it may have been used with another method than {signed}",
        "use {signed}; GET and HEAD are two methods",
    ),
    "wrong-secret": (
        "the signer's secret may not be the one that the server has for this access key",
        "compare the secret of {key} at the signer with the one that was issued, character by "
        "character",
    ),
    "secret-white-space": (
        "the signer's secret may have white space, a line end or quotes around it",
        "strip the secret where it is read: a line end often comes along from a file",
    ),
    "unknown-access-key": (
        "the server may not know the access key {key}",
        "sign with a key of this server and account; a deleted or inactive one does not serve",
    ),
    "unsigned-header": (
        "an x-amz-* header may have been sent that is not signed",
        "sign it, or do not send it",
    ),
    "two-mechanisms": (
        "an Authorization header may have been sent beside the URL",
        "send the URL without one: clients add it from a netrc file, or by default",
    ),
    "permission": (
        "the signature may be right, and the one who signed may not do this",
        "look at the policies of the user or role {key}, and of the bucket; a missing object is "
        "AccessDenied to who may not list",
    ),
    "token-altered": (
        "the session token may have been altered or cut off",
        "take the key, the secret and the token of one and the same session",
    ),
    "token-expired": (
        "the session token may have expired, and the URL with it",
        "get new temporary credentials, and sign again",
    ),
    "wrong-region": (
        "the region may be another one: the URL is signed for {signed}",
        "sign for the region of the bucket",
    ),
    "host-changed": (
        "a proxy may have changed the host or the port: signed is {signed}",
        "let the proxy pass on the Host header as it came",
    ),
    "path-differs": (
        "a client or a proxy may have changed the path or its escapes: signed is {signed}",
        "send the URL as it is (curl --path-as-is --globoff), and past the proxy",
    ),
    "parameter-added": (
        "a parameter may have been added, as by a link tracker or a cache",
        "send the URL without it, or sign it with it",
    ),
    "parameter-changed": (
        "a parameter may have been changed",
        "send the URL as it was made; to change a parameter, sign again",
    ),
    "parameter-dropped": (
        "a parameter may have been lost",
        "send the URL as it was made, all of it; quote it in a shell, where '&' ends a command",
    ),
}
