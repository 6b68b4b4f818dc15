"""A telephone for tests and benchmarks: it calls over SIP, hears and presses keys over RTP, and knows when it was spoken to. No audio is understood."""

import asyncio
import contextlib
import re
import secrets
import socket
import struct
import time
from collections.abc import AsyncIterator

_QUIET = 0.4  # without a packet for so long, nobody is speaking
_DONE = 200


class _Udp(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.packets: asyncio.Queue[bytes] = asyncio.Queue()
        self.arrivals: list[tuple[float, bytes]] = []

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.arrivals.append((time.monotonic(), data[12:]))
        self.packets.put_nowait(data)


class SipPhone:
    """One call. ``ended`` is set when the far end has hung up."""

    def __init__(self, sip: _Udp, rtp: _Udp, ways: tuple[asyncio.DatagramTransport, ...], port: int) -> None:
        self._sip, self._rtp = sip, rtp
        self._sip_way, self._rtp_way = ways
        self._there = ("127.0.0.1", port)
        self._call_id, self._tag = secrets.token_hex(8), secrets.token_hex(4)
        self._to = ""
        self._media = ("127.0.0.1", 0)
        self._presses = 0
        self.ended = asyncio.Event()

    @property
    def arrivals(self) -> list[tuple[float, bytes]]:
        """Return when each packet of audio came, by the monotonic clock, and its sound (A-law, 20 ms)."""
        return self._rtp.arrivals

    @property
    def packets(self) -> int:
        """Return how many packets of audio came."""
        return len(self._rtp.arrivals)

    @property
    def spoken_to(self) -> bool:
        """Say whether audio comes at this moment."""
        return bool(self.arrivals) and time.monotonic() - self.arrivals[-1][0] < _QUIET

    async def call(self, number: str, caller: str) -> int:
        """Call and return the final status; 200 = answered."""
        self._number, self._caller = number, caller
        body = (
            "v=0\r\no=phone 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self._port(self._rtp_way)} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n"
        )
        self._send("INVITE", 1, body)
        while True:
            answer = (await asyncio.wait_for(self._sip.packets.get(), 10)).decode()
            status = int(answer.split()[1])
            if status < _DONE:
                continue
            self._to = re.search(r"^To: (.*?)\r$", answer, re.M | re.I)[1]  # type: ignore[index]
            self._send("ACK", 1)
            if status == _DONE:
                self._media = ("127.0.0.1", int(re.search(r"m=audio (\d+)", answer)[1]))  # type: ignore[index]
            return status

    async def listen(self) -> None:
        """Answer what the exchange asks until it hangs up."""
        while not self.ended.is_set():
            message = (await self._sip.packets.get()).decode()
            if message.startswith("SIP/2.0"):
                continue
            method = message.split()[0]
            if method != "ACK":
                kept = [
                    line
                    for line in message.split("\r\n")
                    if re.match(r"(Via|From|To|Call-ID|CSeq):", line, re.I)
                ]
                self._sip_way.sendto(
                    ("\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0"]) + "\r\n\r\n").encode(),
                    self._there,
                )
            if method == "BYE":
                self.ended.set()

    async def press(self, key: str) -> None:
        """Press a key for 100 ms (RFC 4733)."""
        self._presses += 1
        code = "0123456789*#".index(key)
        for n in range(8):
            event = struct.pack("!BBH", code, (0x80 if n >= 5 else 0) | 10, 160 * (min(n, 5) + 1))
            head = struct.pack(
                "!BBHII",
                0x80,
                101 | (0x80 if n == 0 else 0),
                100 * self._presses + n,
                16000 * self._presses,
                7,
            )
            self._rtp_way.sendto(head + event, self._media)
            await asyncio.sleep(0.02)

    async def heard_out(self, seconds: float = 20) -> None:
        """Wait until something new is said, and then until it has been said."""
        before = self.packets
        async with asyncio.timeout(seconds):
            while self.packets <= before or self.spoken_to:  # noqa: ASYNC110 - packets come by themselves
                await asyncio.sleep(0.02)

    async def spoken(self, seconds: float = 20) -> None:
        """Wait until something is being said."""
        before = self.packets
        async with asyncio.timeout(seconds):
            while self.packets <= before + 5:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)

    def hang_up(self) -> None:
        self._send("BYE", 2)

    def _send(self, method: str, number: int, body: str = "") -> None:
        port = self._port(self._sip_way)
        lines = [
            f"{method} sip:{self._number}@127.0.0.1:{self._there[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{secrets.token_hex(6)};rport",
            f"From: <sip:{self._caller}@127.0.0.1>;tag={self._tag}",
            f"To: {self._to or f'<sip:{self._number}@127.0.0.1>'}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:phone@127.0.0.1:{port}>",
            "Max-Forwards: 70",
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self._sip_way.sendto(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), self._there)

    @staticmethod
    def _port(way: asyncio.DatagramTransport) -> int:
        return int(way.get_extra_info("sockname")[1])


@contextlib.asynccontextmanager
async def sip_phone(sip_port: int) -> AsyncIterator[SipPhone]:
    """Have a telephone at the exchange on this port of loopback."""
    loop = asyncio.get_running_loop()
    ends = [
        await loop.create_datagram_endpoint(_Udp, local_addr=("127.0.0.1", 0), family=socket.AF_INET)
        for _ in range(2)
    ]
    (sip_way, sip), (rtp_way, rtp) = ends
    phone = SipPhone(sip, rtp, (sip_way, rtp_way), sip_port)
    try:
        yield phone
    finally:
        for way, _ in ends:
            way.close()


@contextlib.asynccontextmanager
async def calling(sip_port: int, number: str, caller: str) -> AsyncIterator[SipPhone]:
    """Be in a call while the block lasts."""
    async with sip_phone(sip_port) as phone:
        status = await phone.call(number, caller)
        assert status == _DONE, f"the call was answered with {status}"
        listening = asyncio.create_task(phone.listen())
        try:
            yield phone
        finally:
            if not phone.ended.is_set():
                phone.hang_up()
                await asyncio.sleep(0.1)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
