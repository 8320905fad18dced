"""A client that signs as AWS documents it, and can be made to lie about any part.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from glueflow.sandbox.server import Sandbox

STAMP = "%Y%m%dT%H%M%SZ"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Client:
    """Sends signed requests; ``ahead`` seconds is how far its clock is ahead."""

    sandbox: Sandbox
    service: str = "s3"
    ahead: float = 0.0
    seed: str = ""
    moment: str = ""
    unsigned: list[str] = field(default_factory=list)

    @property
    def scope(self) -> str:
        return f"{self.moment[:8]}/us-east-1/{self.service}/aws4_request"

    def hmac(self, text: str) -> str:
        key = b"AWS4" + self.sandbox.env["AWS_SECRET_ACCESS_KEY"].encode()
        for step in self.scope.split("/"):
            key = hmac.new(key, step.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def sign(self, method: str, path: str, query: str, headers: dict[str, str], digest: str) -> str:
        """Return the signature; ``query`` is canonical (sorted, blanks as %20)."""
        names = ";".join(sorted(headers))
        lines = [f"{name}:{headers[name]}" for name in sorted(headers)]
        text = "\n".join([method, path, query, *lines, "", names, digest])
        stamp = [self.moment, self.scope, sha256(text.encode())]
        return self.hmac("\n".join(["AWS4-HMAC-SHA256", *stamp]))

    def start(self) -> None:
        """Take the time of the next request."""
        self.moment = time.strftime(STAMP, time.gmtime(time.time() + self.ahead))

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        body: bytes = b"",
        *,
        digest: str | None = None,
        form: bool = False,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        """Send a request; return its status and the code of the error (or the body).

        ``form`` sends blanks of the query as ``+``, as Java's SDK does.
        """
        self.start()
        digest = sha256(body) if digest is None else digest
        pairs = sorted((query or {}).items())
        canonical = urlencode(pairs, quote_via=quote, safe="-_.~")
        named = {
            "host": f"127.0.0.1:{self.sandbox.port}",
            "x-amz-date": self.moment,
            **({"x-amz-content-sha256": digest} if digest else {}),
            **(headers or {}),
        }
        self.seed = self.sign(method, path, canonical, named, digest or sha256(body))
        credential = f"{self.sandbox.env['AWS_ACCESS_KEY_ID']}/{self.scope}"
        sent = {
            **named,
            **dict.fromkeys(self.unsigned, "x"),
            "authorization": f"AWS4-HMAC-SHA256 Credential={credential}, "
            f"SignedHeaders={';'.join(sorted(named))}, Signature={self.seed}",
        }
        target = path + ("?" + (urlencode(pairs) if form else canonical) if pairs else "")
        return self.raw(method, target, self.shape(body), sent)

    def shape(self, body: bytes) -> bytes:
        """Return the body as it is sent."""
        return body

    def presigned(self, path: str, lifetime: str, **more: str) -> tuple[int, str]:
        """Get an object by a presigned URL that is good for ``lifetime`` seconds."""
        self.start()
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{self.sandbox.env['AWS_ACCESS_KEY_ID']}/{self.scope}",
            "X-Amz-Date": self.moment,
            "X-Amz-Expires": lifetime,
            "X-Amz-SignedHeaders": "host",
        }
        canonical = urlencode(sorted(query.items()), quote_via=quote, safe="-_.~")
        host = {"host": f"127.0.0.1:{self.sandbox.port}"}
        signature = self.sign("GET", path, canonical, host, "UNSIGNED-PAYLOAD")
        return self.raw("GET", f"{path}?{canonical}&X-Amz-Signature={signature}", b"", host)

    def raw(
        self, method: str, target: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.sandbox.port, timeout=10)
        connection.request(method, target, body=body, headers=headers)
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        code = re.search(r"<Code>(\w+)</Code>", text) or re.search(r'"__type": "(\w+)"', text)
        return reply.status, code.group(1) if code else text


class ChunkedClient(Client):
    """Sends bodies in signed chunks, the last one with a trailer if there is one."""

    trailer: tuple[str, str] | None = None
    break_chunk: bool = False
    size = 8 * 1024

    def shape(self, body: bytes) -> bytes:
        out, before = b"", self.seed
        parts = [body[at : at + self.size] for at in range(0, len(body), self.size)]
        for part in [*parts, b""]:
            stamp = [self.moment, self.scope, before, sha256(b""), sha256(part)]
            before = self.hmac("\n".join(["AWS4-HMAC-SHA256-PAYLOAD", *stamp]))
            sent = part.swapcase() if self.break_chunk else part
            out += f"{len(part):x};chunk-signature={before}\r\n".encode() + sent
            out += b"\r\n" if part or self.trailer is None else b""
        if self.trailer is not None:
            line = f"{self.trailer[0]}:{self.trailer[1]}"
            stamp = [self.moment, self.scope, before, sha256(f"{line}\n".encode())]
            signature = self.hmac("\n".join(["AWS4-HMAC-SHA256-TRAILER", *stamp]))
            out += f"{line}\r\nx-amz-trailer-signature:{signature}\r\n\r\n".encode()
        return out
