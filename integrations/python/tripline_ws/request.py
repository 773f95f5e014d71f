# A request for a WebSocket, as a server has read it -> the fields that every event of its connection has. No credential is among them.
import base64
import hashlib
import hmac
import ipaddress
import re
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

Fields = Dict[str, Any]


@dataclass(frozen=True)
class Request:
    """What the libraries give, in one shape. Names of headers are lower-case."""

    target: str
    headers: Sequence[Tuple[str, str]]
    client: Optional[Tuple[str, int]]
    server: Optional[Tuple[str, int]]
    http_version: str = "1.1"

    def header(self, name: str) -> Optional[str]:
        values = [value for key, value in self.headers if key == name]
        return ", ".join(values) if values else None


@dataclass(frozen=True)
class Reading:
    """How a deployment's requests are read."""

    key: bytes
    session_cookies: Sequence[str] = ()
    origins: Sequence[str] = ()
    trusted_proxies: Sequence[Any] = ()


_SESSION_COOKIE = re.compile(
    r"(?:__(?:host|secure)-)?(?:.*sess(?:ion)?(?:[-_.]?id)?|.*[-_.]?sid|auth|.*(?:access|auth|id)[-_.]?token|jwt|token)",
    re.IGNORECASE,
)
_TOKEN_NAME = re.compile(
    r"(?:.*token|.*[-_.]?(?:secret|password|passwd|pwd)|jwt|auth|authorization|api[-_.]?key|apikey"
    r"|session(?:[-_.]?id)?|ticket|credential)",
    re.IGNORECASE,
)
_RUN = re.compile(r"[\w.-]+", re.ASCII)
_JWT_START = re.compile(r"[\w-]+\.[\w-]+\.", re.ASCII)
# Of characters of which tokens are made, to the end of an entry: shorter runs are names.
_LONG_RUN = re.compile(r"(?<![\w+/=~-])[\w+/=~-]{40,}(?=,|\Z)", re.ASCII)
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)


def describe(request: Request, reading: Reading) -> Fields:
    path, mark, query = request.target.partition("?")
    path = mask_path(path)
    host = request.header("host")
    masked = mask_query(query) if mark else None
    target = path if masked is None else f"{path}?{masked}"
    client = request.client or (None, None)
    server = request.server or (None, None)
    names = [name for name, _ in cookies(request.header("cookie") or "")]
    fields: Fields = {
        "source.ip": client[0],
        "source.port": client[1],
        "destination.ip": server[0],
        "destination.port": server[1],
        "client.ip": client_ip(request, reading),
        "network.transport": "tcp",
        "network.protocol": "websocket",
        "url.domain": bare_host(host) if host else None,
        "url.path": path or "/",
        "url.query": masked,
        "url.full": f"ws://{host}{target}" if host else None,
        "user_agent.original": request.header("user-agent"),
        "http.request.cookie.names": names or None,
        "http.request.cookie.present": bool(names),
        "user.name": basic_user(request.header("authorization")),
        "websocket.version": request.header("sec-websocket-version"),
        **origin_fields(request, reading),
        **session_fields(request, query, reading),
    }
    return known(fields)


def handshake_only(request: Request, status: int) -> Fields:
    """What the handshake event has beside the fields above."""
    authorization = request.header("authorization")
    accepted = status == 101
    return known(
        {
            "event.type": ["start", "allowed"] if accepted else ["denied"],
            "event.outcome": "success" if accepted else "failure",
            "http.request.method": "GET",
            "http.version": request.http_version,
            "http.response.status_code": status,
            "http.request.referrer": _mask_url(request.header("referer")),
            "http.request.authorization.scheme": authorization.split(" ", 1)[0].lower() if authorization else None,
        }
    )


def answered(more: Fields) -> Fields:
    """What the answer says, without a token that stands in it."""
    subprotocol = more.get("websocket.subprotocol")
    return more if not subprotocol else {**more, "websocket.subprotocol": without_tokens(subprotocol)}


def known(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def cookies(header: str) -> List[Tuple[str, str]]:
    pairs = [pair.strip() for pair in header.split(";")]
    return [(name.strip(), value.strip()) for name, _, value in (pair.partition("=") for pair in pairs if pair)]


def session_fields(request: Request, query: str, reading: Reading) -> Fields:
    """The first credential found: session cookie, bearer token, token in the query. Its HMAC alone goes on."""
    credential, origin = _credential(request, query, reading.session_cookies)
    if credential is None:
        return {}
    digest = hmac.new(reading.key, credential.encode(), hashlib.sha256).digest()
    return {"session.id": base64.urlsafe_b64encode(digest).decode()[:16], "session.from": origin}


def _credential(request: Request, query: str, names: Sequence[str]) -> Tuple[Optional[str], Optional[str]]:
    for name, value in cookies(request.header("cookie") or ""):
        if value and (name in names if names else _SESSION_COOKIE.fullmatch(name)):
            return value, "cookie"
    bearer = re.match(r"bearer +(\S+)", request.header("authorization") or "", re.IGNORECASE)
    if bearer:
        return bearer[1], "bearer"
    for pair in query.split("&"):
        name, value = _parameter(pair)
        if _is_token(name, value):
            return value, "query"
    return None, None


def mask_query(query: str) -> str:
    return "&".join(_mask(pair) for pair in query.split("&"))


def without_tokens(text: str) -> str:
    """Clients that cannot set a header send their token as a subprotocol, and many servers send it back as theirs."""
    return _LONG_RUN.sub("***", _mask_jwt(text))


def mask_path(path: str) -> str:
    """Long names are usual in a path: JSON Web Tokens alone are taken for tokens."""
    return _mask_jwt(path)


def _mask_url(url: Optional[str]) -> Optional[str]:
    path, mark, query = (url or "").partition("?")
    return f"{mask_path(path)}{mark}{mask_query(query)}" or None


def _mask_jwt(text: str) -> str:
    return _RUN.sub(_without_jwt, text) if "eyJ" in text else text


def _without_jwt(run: "re.Match[str]") -> str:
    start = run[0].find("eyJ")
    return f"{run[0][:start]}***" if start >= 0 and _JWT_START.match(run[0], start) else run[0]


def _mask(pair: str) -> str:
    name, value = _parameter(pair)
    return f"{pair[: len(pair) - len(value)]}***" if _is_token(name, value) else pair


def _parameter(pair: str) -> Tuple[str, str]:
    name, mark, value = pair.partition("=")
    return (name, value) if mark else ("", pair)


def _is_token(name: str, value: str) -> bool:
    return value != "" and bool(_TOKEN_NAME.fullmatch(name) or _JWT.fullmatch(value))


def basic_user(authorization: Optional[str]) -> Optional[str]:
    found = re.fullmatch(r"basic +([\w+/=-]+)", authorization or "", re.IGNORECASE)
    if not found:
        return None
    try:
        return base64.b64decode(found[1] + "==").decode("utf-8", "replace").split(":", 1)[0] or None
    except ValueError:
        return None


def bare_host(host: str) -> str:
    bracket = re.match(r"\[([^\]]*)\]", host)
    return (bracket[1] if bracket else re.sub(r":\d*$", "", host)).lower()


def origin_fields(request: Request, reading: Reading) -> Fields:
    """RFC 6455 section 10.2: whose page opened this socket?"""
    origin = request.header("origin")
    if origin is None:
        return {"http.request.origin_foreign": True if _is_from_browser(request) else None}
    _, mark, rest = origin.partition("://")
    domain = bare_host(rest) if mark else ""
    if domain == "":
        return {"http.request.origin": origin, "http.request.origin_foreign": True}
    own = bare_host(request.header("host") or "")
    if reading.origins:
        foreign = not any(_is_own(one, origin, domain) for one in reading.origins)
    else:
        foreign = domain != own and site_of(domain) != site_of(own)
    return {
        "http.request.origin": origin,
        "http.request.origin_domain": domain,
        "http.request.origin_foreign": foreign,
    }


def _is_own(own: str, origin: str, domain: str) -> bool:
    if "://" in own:
        return own.lower() == origin.lower()
    return domain == own.lower() or domain.endswith(f".{own.lower()}")


def site_of(host: str) -> str:
    """The domain somebody could register: by its shape, since the public suffix list is too large to bring along."""
    if _is_address(host):
        return host
    labels = host.split(".")
    # co.uk, com.au, or.jp: a short label under a country.
    length = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-length:])


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_from_browser(request: Request) -> bool:
    agent = request.header("user-agent") or ""
    return request.header("sec-fetch-mode") is not None or (
        request.header("accept-language") is not None and agent.startswith("Mozilla/")
    )


def client_ip(request: Request, reading: Reading) -> Optional[str]:
    """The nearest address that is no trusted proxy: what stands left of it is only the client's word."""
    if request.client is None:
        return None
    client = request.client[0]
    if not _is_trusted(client, reading):
        return client
    for hop in reversed((request.header("x-forwarded-for") or "").split(",")):
        address = re.sub(r"^\[([^\]]*)\](?::\d+)?$|^([^:]*):\d+$", r"\1\2", hop.strip())
        if not _is_address(address):
            return client
        client = address
        if not _is_trusted(client, reading):
            return client
    return client


def _is_trusted(address: str, reading: Reading) -> bool:
    return _is_address(address) and any(ipaddress.ip_address(address) in network for network in reading.trusted_proxies)
