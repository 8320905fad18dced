"""Who sent a request: the sandbox's key as basic credentials, or a token that was given for it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import time
from typing import Any
from urllib.parse import urlencode

from glueflow.sandbox import signing
from glueflow.sandbox.lakefs.problems import Invalid, Problem
from glueflow.sandbox.payload import Refused

USER = "sandbox"
TOKEN_SECONDS = 3600


class Unauthorized(Problem):
    """Nobody whom the stand-in knows."""

    status = 401


class Auth:
    """Checks requests against one access key; ``lookup`` knows the keys that sign identities."""

    def __init__(self, key: str, secret: str, token_secret: bytes, lookup: signing.Lookup) -> None:
        self._key = key
        self._password = secret
        self._secret = token_secret
        self._lookup = lookup

    def check(self, headers: dict[str, str]) -> None:
        """Check who sent a request. Raises Unauthorized."""
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._is_token(value.strip()):
            return
        if kind.lower() == "basic":
            try:
                name, _, password = base64.b64decode(value).decode().partition(":")
            except ValueError:
                name = password = ""
            if self._is_key(name, password):
                return
        raise Unauthorized("error authenticating request")

    def login(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give a token for the access key. Raises Unauthorized."""
        if not self._is_key(str(body.get("access_key_id")), str(body.get("secret_access_key"))):
            raise Unauthorized("error authenticating request")
        return self._issue(TOKEN_SECONDS)

    def login_principal(self, body: dict[str, Any], host: str) -> dict[str, Any]:
        """Give a token for a signed GetCallerIdentity request. Raises Unauthorized, Invalid.

        ``host`` is the name under which the client reaches the server; it is signed too.
        """
        try:
            text = base64.b64decode(str(body["identityRequest"]["identity_token"]))
            identity = json.loads(text)
            self._check_identity(identity, host)
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid(f"identity token: {type(error).__name__}") from error
        except Refused as refused:
            raise Unauthorized(
                f"the identity is not signed as it must be: {refused.kind}"
            ) from None
        return self._issue(int(body.get("token_expiration_duration") or TOKEN_SECONDS))

    def _check_identity(self, identity: dict[str, Any], host: str) -> None:
        scope = f"{str(identity['date'])[:8]}/{identity['region']}/sts/aws4_request"
        query = {
            "Action": identity["action"],
            "Version": identity["version"],
            "X-Amz-Algorithm": identity["algorithm"],
            "X-Amz-Credential": f"{identity['access_key_id']}/{scope}",
            "X-Amz-Date": identity["date"],
            "X-Amz-Expires": identity["expiration_duration"],
            "X-Amz-SignedHeaders": ";".join(identity["signed_headers"]),
            "X-Amz-Signature": identity["signature"],
        }
        if identity.get("security_token"):
            query["X-Amz-Security-Token"] = identity["security_token"]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": identity["method"],
            "PATH_INFO": "/",
            "RAW_URI": "/",
            "QUERY_STRING": urlencode(query),
            "HTTP_HOST": identity["host"],
            "CONTENT_LENGTH": "0",
            "wsgi.input": io.BytesIO(),
        }
        if query["Action"] != "GetCallerIdentity":
            raise Invalid("the identity request must be GetCallerIdentity")
        if "x-lakefs-server-id" in identity["signed_headers"]:
            environ["HTTP_X_LAKEFS_SERVER_ID"] = host
        signing.check(environ, self._lookup)

    def _is_key(self, name: str, password: str) -> bool:
        one = hmac.compare_digest(name.encode(), self._key.encode())
        return hmac.compare_digest(password.encode(), self._password.encode()) and one

    def _issue(self, seconds: int) -> dict[str, Any]:
        expires = int(time.time()) + seconds
        head = _encoded({"alg": "HS256", "typ": "JWT"})
        text = f"{head}.{_encoded({'sub': USER, 'exp': expires})}"
        return {"token": f"{text}.{self._signature(text)}", "token_expiration": expires}

    def _is_token(self, token: str) -> bool:
        text, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._signature(text).encode(), signature.encode()):
            return False
        body = text.partition(".")[2]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return bool(claims["exp"] > time.time())

    def _signature(self, text: str) -> str:
        digest = hmac.new(self._secret, text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
