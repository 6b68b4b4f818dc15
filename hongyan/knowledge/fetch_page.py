"""Fetching one web page because a person asked for it: https only, public addresses only, small and quick."""

import asyncio
import ipaddress
import socket
from urllib.parse import urljoin, urlsplit

import httpx

from hongyan.core.errors import Unavailable
from hongyan.knowledge.errors import NotAPublicPage, Unreadable

_REDIRECTS = 4


async def fetch_page(url: str, seconds: float, most_bytes: int) -> bytes:
    """Return the page. Each redirect is checked like the first address, and the address that was checked is the one
    that is called. Raises NotAPublicPage, Unreadable or Unavailable."""
    async with httpx.AsyncClient(timeout=seconds, follow_redirects=False, trust_env=False) as client:
        for _ in range(_REDIRECTS + 1):
            host, pinned = await _public(url)
            request = client.build_request("GET", pinned, headers={"Host": host, "Accept": "text/html"})
            request.extensions["sni_hostname"] = host
            try:
                response = await client.send(request, stream=True)
                try:
                    if response.is_redirect:
                        url = urljoin(url, response.headers.get("location", ""))
                        continue
                    if response.status_code != 200:
                        raise Unreadable(f"the page answered {response.status_code}")
                    return await _body(response, most_bytes)
                finally:
                    await response.aclose()
            except httpx.HTTPError as error:
                raise Unavailable(f"the page cannot be fetched ({type(error).__name__})") from error
    raise NotAPublicPage("the page redirects too often")


async def _body(response: httpx.Response, most_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > most_bytes:
            raise Unreadable("the page is too large")
    return bytes(body)


async def _public(url: str) -> tuple[str, str]:
    """Return the host, and the same URL with its checked address in place of the name."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise NotAPublicPage("the address cannot be read") from error
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password or port != 443:
        raise NotAPublicPage()
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotAPublicPage("there is no such host") from error
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if not addresses or not all(a.is_global and not a.is_multicast for a in addresses):
        raise NotAPublicPage()
    address = addresses[0]
    shown = f"[{address}]" if address.version == 6 else str(address)
    pinned = parts._replace(netloc=f"{shown}:443", fragment="").geturl()
    return parts.hostname, pinned
