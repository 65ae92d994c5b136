# What every case of the table in Python needs: where the gateway is, the id of the last answer, and how a case is told.
"""Cases are functions marked with `@case(group, name, charge)`; the charge is in nano-dollars, exactly."""

import base64
import json
import os
import struct
import sys
import traceback
import zlib

URL = os.environ["TURNPIKE_URL"]
KEY = os.environ["TURNPIKE_KEY"]

#: Texts of 24 bytes are 6 tokens each.
PROMPT = "a road sign on a hill..."
TEXTS = [PROMPT, "a toll gate by a river.."]
QUERY = "what stands on the hill?"

CASES = []
_last = {"id": ""}


def case(group, name, charge):
    """Marks a function as a line of the table.

    It answers what was seen, with the id of the call where that is not the last one; and raises for what is wrong.
    """

    def mark(run):
        CASES.append((group, name, charge, run))
        return run

    return mark


def keep(headers):
    """Keeps the id of an answer."""
    found = headers.get("x-request-id")
    if found:
        _last["id"] = found


def last_id():
    """The id of the last answer."""
    return _last["id"]


def listen():
    """The clients of five vendors show headers in five ways or not at all: their transports are listened to instead."""
    import httpx
    import requests

    def hear(owner, name):
        plain = getattr(owner, name)

        def heard(self, *words, **named):
            answer = plain(self, *words, **named)
            keep(answer.headers)
            return answer

        setattr(owner, name, heard)

    hear(httpx.Client, "send")
    hear(requests.Session, "send")
    try:
        import httpx2

        hear(httpx2.Client, "send")
    except ImportError:
        pass


def play():
    """Runs every case and tells each in a line of JSON."""
    for group, name, charge, run in CASES:
        _last["id"] = ""
        line = {"group": group, "name": name, "charge": str(charge)}
        try:
            told = run()
            line["seen"], line["requestId"] = told if isinstance(told, tuple) else (told, _last["id"])
        except Exception as error:  # Whatever a client raises is the line's verdict.
            line["error"] = f"{type(error).__name__}: {error}"[:600]
            if os.environ.get("TURNPIKE_TRACE"):
                traceback.print_exc(file=sys.stderr)
        print(json.dumps(line), flush=True)


def check(holds, what):
    """Refuses what is not so."""
    if not holds:
        raise AssertionError(str(what))


def _picture(width, height, kind, pixel):
    """A PNG of one colour, made of nothing but the standard library."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\x00" + pixel * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    data = zlib.compress(rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def png(width, height):
    """A grey picture."""
    return _picture(width, height, 0, b"\x80")


def mask(width, height):
    """A mask with an alpha channel: all of it is to be drawn anew."""
    return _picture(width, height, 6, b"\x00\x00\x00\x00")


def wav(seconds, rate=8000):
    """A recording of silence."""
    data = b"\x00\x00" * (rate * seconds)
    return (
        b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" + struct.pack("<I", len(data)) + data
    )


def sides(data):
    """`png 64x64` of the bytes, or the base64, of a picture."""
    raw = base64.b64decode(data) if isinstance(data, str) else data
    if raw[:4] == b"\x89PNG":
        return "png %dx%d" % struct.unpack(">II", raw[16:24])
    if raw[:2] == b"\xff\xd8":
        at = raw.index(b"\xff\xc0")
        height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
        return f"jpeg {width}x{height}"
    if raw[8:12] == b"WEBP":
        (bits,) = struct.unpack("<I", raw[21:25])
        return f"webp {(bits & 0x3FFF) + 1}x{((bits >> 14) & 0x3FFF) + 1}"
    return raw[:4].hex()
