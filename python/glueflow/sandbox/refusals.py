"""How AWS words its refusals, by protocol: of what is not properly signed, or can't be kept.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList,
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
"""

from __future__ import annotations

_REMEDY = "The sandbox takes its own keys only: glueflow sandbox env prints them."
_CLOCK = "Set this machine's clock, and sign each request anew."

_TEXTS = {
    "missing": f"The request is not signed. {_REMEDY}",
    "unknown": f"The access key or security token included in the request is invalid. {_REMEDY}",
    "mismatch": f"The request's signature does not match its access key. {_REMEDY}",
    "expired": "Request has expired.",
    "early": "Signature not yet current: the request's date is more than 15 minutes ahead of the "
    f"sandbox's clock. {_CLOCK}",
    "late": "Signature expired: the request's date is more than 15 minutes behind the sandbox's "
    f"clock. {_CLOCK}",
    "nodate": "A signed request needs a valid Date or x-amz-date.",
    "scope": "Credential should be scoped to the date of the request.",
    "lifetime": "X-Amz-Expires must be a number of seconds up to a week (604800).",
    "unnamed": "There were headers present in the request which were not signed: host and every "
    "x-amz- header must be.",
    "nodigest": "Missing required header for this request: x-amz-content-sha256",
    "badvalue": "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- value that Amazon S3 "
    "documents, or a SHA-256 digest in hexadecimal.",
    "digest": "The provided 'x-amz-content-sha256' header does not match what was computed.",
    "checksum": "The checksum you specified did not match the calculated checksum.",
    "incomplete": "The body has not the number of bytes, or not the chunks, that its headers say.",
}

_S3 = {
    "missing": (403, "AccessDenied"),
    "unknown": (403, "InvalidAccessKeyId"),
    "mismatch": (403, "SignatureDoesNotMatch"),
    "expired": (403, "AccessDenied"),
    "early": (403, "RequestTimeTooSkewed"),
    "late": (403, "RequestTimeTooSkewed"),
    "nodate": (403, "AccessDenied"),
    "scope": (400, "AuthorizationHeaderMalformed"),
    "lifetime": (400, "AuthorizationQueryParametersError"),
    "unnamed": (403, "AccessDenied"),
    "nodigest": (400, "InvalidRequest"),
    "badvalue": (400, "InvalidArgument"),
    "digest": (400, "XAmzContentSHA256Mismatch"),
    "checksum": (400, "BadDigest"),
    "incomplete": (400, "IncompleteBody"),
}
_QUERY = {
    "missing": (403, "MissingAuthenticationToken"),
    "unknown": (403, "InvalidClientTokenId"),
    "mismatch": (403, "SignatureDoesNotMatch"),
    "expired": (400, "RequestExpired"),
    "early": (403, "SignatureDoesNotMatch"),
    "late": (403, "SignatureDoesNotMatch"),
    "nodate": (400, "IncompleteSignature"),
    "scope": (403, "SignatureDoesNotMatch"),
    "lifetime": (400, "RequestExpired"),
}
_JSON = {
    "missing": (400, "MissingAuthenticationTokenException"),
    "unknown": (400, "UnrecognizedClientException"),
    "mismatch": (400, "InvalidSignatureException"),
    "expired": (400, "RequestExpired"),
    "early": (400, "InvalidSignatureException"),
    "late": (400, "InvalidSignatureException"),
    "nodate": (400, "IncompleteSignatureException"),
    "scope": (400, "InvalidSignatureException"),
    "lifetime": (400, "RequestExpired"),
}
# A server that can't carry out a good request; SDKs send it again, when there may be room.
_FULL = {
    "s3": (500, "InternalError"),
    "query": (500, "InternalFailure"),
    "json": (500, "InternalServiceException"),
}
_CODES = {"s3": _S3, "query": _QUERY, "json": _JSON}


def describe(protocol: str, kind: str) -> tuple[int, str, str]:
    """Return HTTP status, error code and message for a kind of `payload.Refused`.

    Args:
        protocol: ``s3``, ``query`` or ``json``.
    """
    status, code = _CODES[protocol].get(kind) or _CODES[protocol]["mismatch"]
    return status, code, _TEXTS[kind]


def full(protocol: str) -> tuple[int, str]:
    """Return HTTP status and error code for a change that the disk has no room for.

    Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList and
    https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html
    """
    return _FULL[protocol]
