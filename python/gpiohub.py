"""Drive, watch and trouble the lines of a GpioHub.

One file, Python 3.9 or later, nothing but the standard library. Take it from the hub itself,

    curl --unix-socket /run/gpiohub/control.sock http://hub/client/gpiohub.py -o gpiohub.py

or from beside the program.

    from gpiohub import Hub, rising

    hub = Hub()                                  # where "gpiohub info" finds it; or Hub("http://10.0.0.7:8080", token="…")
    hub["bench/IGN"] = 1                         # stays until it is set again; None withdraws
    assert hub["ivi:IGN"].value == 1             # a guest's line is the same net
    hub["bench/CRASH"].pulse("20ms")             # the hub plays it and ends it

    with hub.watch("ivi:IGN") as edges:          # watches from here on: what is set next cannot be missed
        hub["bench/IGN"] = 0
        edge = edges.wait("falling", within=2)
        edges.expect_none(0.05)

    with hub.fault("bench/IGN", "bounce", count=5, period="1ms"):
        hub["bench/IGN"] = 1

Levels are logical. Every call has a deadline: `Hub(timeout=…)`, 5 seconds unless said otherwise. A refusal of the hub is an exception
named after its code (`Busy`, `NotFound` with `.nearest`, …), all of them `HubError`. What a test expects and does not see is an
`AssertionError` (`NoEdge`, `UnexpectedEdge`, `NotArmed`).

In pytest, `pytest_plugins = ["gpiohub"]` gives the fixtures `gpiohub` and `rig`; in Robot Framework, `Library  gpiohub.GpioHubLibrary`
gives keywords. docs/guide/python.md tells of both.
"""

from __future__ import annotations

import collections
import difflib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from base64 import b64encode
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple, Type, Union
from urllib.parse import quote, unquote, urlencode, urlsplit

__all__ = [
    "Hub", "Line", "Guest", "Watch", "Fault", "Replay", "Edge", "Interrupt", "Rig", "GpioHubLibrary", "rising", "falling", "both",
    "HubError", "NoHub", "Late", "Lagged", "NoEdge", "UnexpectedEdge", "NotArmed",
]

__version__ = "0.2.0"      # of the hub that it comes from; it talks to others, too

rising, falling, both = "rising", "falling", "both"

Level = Union[int, bool, str, None]
Seconds = float


# Refusals ---------------------------------------------------------------------------------------------------------------------------


class HubError(Exception):
    """A refusal, in the hub's own words.

    `code` is a stable word (docs/control-api.md, "Refusals"), `status` the HTTP status, `nearest` the existing name that was probably
    meant, and `errors` what is wrong with a configuration, each with `file`, `line`, `column`, `expected` and `text`.
    """

    code: str = ""

    def __init__(self, detail: str, status: int = 0, code: str = "", nearest: Optional[str] = None, errors: Any = ()) -> None:
        super().__init__(detail)
        self.detail, self.status, self.nearest, self.errors = detail, status, nearest, list(errors or ())
        self.code = code or type(self).code

    @staticmethod
    def of(status: int, body: bytes) -> "HubError":
        """The exception for an answer of 400 or more."""
        try:
            problem = json.loads(body)
            code, detail = str(problem["code"]), str(problem["detail"])
        except (ValueError, KeyError, TypeError):
            return HubError(f"the answer is {status}: {body[:200].decode('utf-8', 'replace')}", status)
        kind = _REFUSALS.get(code, HubError)
        return kind(detail, status, code, problem.get("nearest"), problem.get("errors"))


class Malformed(HubError):
    """A value, an address or a time that is none."""

    code = "malformed"


class Unauthorized(HubError):
    """A token is needed."""

    code = "unauthorized"


class ForbiddenOrigin(HubError):
    """Only browsers get this."""

    code = "forbidden-origin"


class ReadOnly(HubError):
    """This socket, or this token, only shows."""

    code = "read-only"


class NotForDriving(HubError):
    """`control: read` in the rig's file."""

    code = "not-for-driving"


class NotFound(HubError):
    """No such name; `nearest` is the one that was probably meant."""

    code = "not-found"


class MethodNotAllowed(HubError):
    """The resource cannot do that."""

    code = "method-not-allowed"


class Busy(HubError):
    """Another drives the line, or plays a pulse on it."""

    code = "busy"


class TooMany(HubError):
    """As many faults or pulses as there may be."""

    code = "too-many"


class OtherGeneration(HubError):
    """Another configuration is in force than the one to be replaced."""

    code = "other-generation"


class RolledBack(HubError):
    """A chip or a socket refused; nothing has changed."""

    code = "rolled-back"


class ControlSocketOnly(HubError):
    """A configuration is not applied over TCP."""

    code = "control-socket-only"


class TooLarge(HubError):
    """More than the hub reads."""

    code = "too-large"


class UnsupportedMediaType(HubError):
    """A body of a kind that the resource does not take."""

    code = "unsupported-media-type"


class Misdirected(HubError):
    """The hub does not go by this name; see `hub.httpNames`."""

    code = "misdirected"


class InvalidConfig(HubError):
    """The configuration has `errors`."""

    code = "invalid-config"


class Internal(HubError):
    """A bug of the hub's; it is in its log."""

    code = "internal"


class ChipAway(HubError):
    """The chip is not up."""

    code = "chip-away"


class LineUnusable(HubError):
    """The chip is up, the line is not to be had."""

    code = "line-unusable"


class Refused(HubError):
    """The chip said no."""

    code = "refused"


class NoAnswer(HubError):
    """A part of the hub did not answer it in time."""

    code = "no-answer"


class NoHub(HubError, ConnectionError):
    """Nobody listens there, or you may not open it."""

    code = "no-hub"


class Late(HubError, TimeoutError):
    """The hub has not answered within the deadline."""

    code = "late"


class Lagged(HubError):
    """Edges have been lost on the way: this client was too slow or too long away, another process has taken over the hub, or the hub has
    been started anew.

    `from_ns` and `to_ns` say between which times, if that is known; else they are None.
    """

    code = "lagged"
    from_ns: Optional[int] = None
    to_ns: Optional[int] = None


class NoEdge(AssertionError, TimeoutError):
    """The edge that was waited for has not come."""


class UnexpectedEdge(AssertionError):
    """An edge has come where none was expected; it is in `edge`."""

    def __init__(self, text: str, edge: "Edge") -> None:
        super().__init__(text)
        self.edge = edge


class NotArmed(AssertionError, TimeoutError):
    """The guest has not become what was waited for."""


_REFUSALS: Dict[str, Type[HubError]] = {
    kind.code: kind
    for kind in (
        Malformed, Unauthorized, ForbiddenOrigin, ReadOnly, NotForDriving, NotFound, MethodNotAllowed, Busy, TooMany, OtherGeneration,
        RolledBack, ControlSocketOnly, TooLarge, UnsupportedMediaType, Misdirected, InvalidConfig, Internal, ChipAway, LineUnusable,
        Refused, NoAnswer,
    )
}


# The way to the hub -----------------------------------------------------------------------------------------------------------------


class _Deadline:
    """A time by which something is to be done; `None` = never."""

    def __init__(self, seconds: Optional[Seconds]) -> None:
        self.ends = None if seconds is None else time.monotonic() + seconds

    def left(self) -> Optional[Seconds]:
        return None if self.ends is None else max(0.0, self.ends - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self.ends is not None and time.monotonic() >= self.ends


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: Optional[Seconds]) -> None:
        super().__init__("hub", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.sock.settimeout(self.timeout)
            self.sock.connect(self._path)
        except BaseException:
            self.sock.close()
            raise


class _Endpoint:
    """Where a hub is, and how to show who one is."""

    def __init__(self, where: str, token: Optional[str]) -> None:
        self.where = where
        self.path: Optional[str] = None
        self.headers: Dict[str, str] = {}
        if where.startswith("http://"):
            url = urlsplit(where)
            if not url.hostname:
                raise ValueError(f"{where}: expected http://HOST:PORT")
            self._host, self._port = url.hostname, url.port or 80
            if url.password:
                pair = f"{unquote(url.username or 'x')}:{unquote(url.password)}"
                self.headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
                self.where = f"http://{url.hostname}:{self._port}"          # a token is never shown
        elif "://" in where:
            raise ValueError(f"{where}: expected the path of a socket, or http://HOST:PORT")
        else:
            self.path = where
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def connection(self, timeout: Optional[Seconds]) -> http.client.HTTPConnection:
        if self.path is not None:
            return _UnixConnection(self.path, timeout)
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout)

    def missing(self, reason: OSError) -> NoHub:
        return NoHub(f"no hub at {self.where}: {reason.strerror or reason}; start one with: gpiohub run FILE")


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _Channel:
    """One connection, used by one request at a time and opened again when it is needed."""

    IDLE = 30.0     # our limit: a server closes what it has not heard of for long, in the very moment in which a request goes out

    def __init__(self, endpoint: _Endpoint) -> None:
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._connection: Optional[http.client.HTTPConnection] = None
        self._used = 0.0

    def ask(self, method: str, target: str, body: Optional[bytes], headers: Mapping[str, str], timeout: Seconds) -> _Answer:
        deadline = _Deadline(timeout)
        with self._lock:
            again = method != "POST"        # which may have been done already; else another process may have taken over the hub
            if self._connection is not None and time.monotonic() - self._used > self.IDLE:
                self.close()
            while True:
                try:
                    answer = self._once(method, target, body, headers, deadline)
                    self._used = time.monotonic()
                    return answer
                except socket.timeout:
                    self.close()
                    raise Late(f"{method} {target}: no answer from {self._endpoint.where} within {timeout:g} s") from None
                except (OSError, http.client.HTTPException) as problem:
                    self.close()
                    if not again:
                        raise self._problem(problem) from problem
                    again = False

    def _once(self, method: str, target: str, body: Optional[bytes], headers: Mapping[str, str], deadline: _Deadline) -> _Answer:
        if self._connection is None:
            self._connection = self._endpoint.connection(max(0.001, deadline.left() or 0.0))
            self._connection.connect()
        connection = self._connection
        self._limit(deadline)
        connection.request(method, target, body, {**self._endpoint.headers, **headers})
        self._limit(deadline)
        response = connection.getresponse()
        parts: List[bytes] = []
        while True:
            self._limit(deadline)
            part = response.read1(1 << 16)
            if not part:
                break
            parts.append(part)
        response.close()
        if response.will_close:
            self.close()
        return _Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, b"".join(parts))

    def _limit(self, deadline: _Deadline) -> None:
        left = deadline.left()
        if left is not None and left <= 0:
            raise socket.timeout()
        if self._connection is not None and self._connection.sock is not None:
            self._connection.sock.settimeout(left)

    def _problem(self, problem: Exception) -> HubError:
        if isinstance(problem, OSError):
            return self._endpoint.missing(problem)
        return NoHub(f"{self._endpoint.where} is no hub: {type(problem).__name__} {problem}")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _found() -> str:
    """Where a hub is, as the command line finds it."""
    named = os.environ.get("GPIOHUB_HUB")
    if named:
        return named
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    own = f"{runtime}/gpiohub" if runtime else f"/tmp/gpiohub-{os.getuid()}"
    places = [f"{own}/control.sock", "/run/gpiohub/control.sock"]
    path = next((place for place in places if os.path.exists(place)), None)
    if path is None:
        raise NoHub(f"no hub at {' or '.join(places)}; start one with: gpiohub run FILE")
    view = os.path.join(os.path.dirname(path), "view.sock")
    may_only_look = not os.access(path, os.R_OK | os.W_OK) and os.access(view, os.R_OK | os.W_OK)
    return view if may_only_look else path


def _target(address: str) -> str:
    """The resource of a line: the first / or : ends the id of the chip or the guest. Without one of them it is a bus."""
    match = re.match(r"([^/:]+)([/:])(.+)$", address, re.DOTALL)
    if match is not None:
        owner, kind, line = (quote(match[1], safe=""), match[2], quote(match[3], safe=""))
        return f"/v1/lines/{owner}/{line}" if kind == "/" else f"/v1/guests/{owner}/lines/{line}"
    if not address or "/" in address or ":" in address:
        raise Malformed(f'"{address}" is no line; expected CHIP/LINE, GUEST:LINE or a bus')
    return f"/v1/buses/{quote(address, safe='')}"


def _is_bus(address: str) -> bool:
    return "/" not in address and ":" not in address


def _bit(level: Level) -> Union[int, str]:
    if level is None or level == "z":
        return "z"
    if level in (0, 1, "0", "1"):
        return int(level)
    raise Malformed(f"{level!r} is no level: expected 0, 1, or None to withdraw")


def _written(address: str, level: Level) -> Union[int, str]:
    """A level of a line, or a value of a bus, as the hub reads it."""
    if not _is_bus(address):
        return _bit(level)
    if level is None:
        return "z"
    if isinstance(level, (int, str)) and not (isinstance(level, int) and level < 0):
        return str(int(level)) if isinstance(level, int) else level
    raise Malformed(f"{level!r} is no value of a bus: expected a number from 0 on, or None to withdraw")


def _time(value: Union[str, Seconds]) -> str:
    """A time as the hub writes it; a number is seconds."""
    if isinstance(value, str):
        return value
    micros = round(value * 1_000_000)
    return "0" if micros == 0 else f"{micros // 1000}ms" if micros % 1000 == 0 else f"{micros}us"


def seconds(value: Union[str, Seconds]) -> Seconds:
    """Seconds of a number, or of a text such as `50ms`."""
    if not isinstance(value, str):
        return float(value)
    match = re.fullmatch(r"\s*([0-9.]+)\s*(us|ms|s|m)\s*", value)
    if match is None:
        raise Malformed(f'"{value}" is no time: expected a number of seconds, or one with its unit: 20us, 5ms, 1s, 2m')
    return float(match[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}[match[2]]


# Lines, guests, faults --------------------------------------------------------------------------------------------------------------


class Edge(NamedTuple):
    """A change of level, as the hub has seen it."""

    line: str       #: as it was asked for
    edge: str       #: "rising" or "falling"
    level: int
    ns: int         #: CLOCK_MONOTONIC of the hub's machine, nanoseconds
    cause: str      #: "stimulus", "guest ivi", "hardware", "fault"
    seq: int        #: grows with every event of the hub
    uncertainty_ms: Optional[float] = None   #: of an edge of another host: `ns` is right to ± this; None: here, or not known


class Interrupt(NamedTuple):
    """What became of an edge for a guest that reads the line."""

    line: str       #: "ivi:IGN"
    what: str       #: "delivered"; "latched": the guest has masked it, and gets it when it unmasks; "coalesced": with another;
                    #: "unmasked": the guest takes the next one
    ns: int         #: CLOCK_MONOTONIC of the hub's machine, nanoseconds; less the edge's `ns` it is the latency
    seq: int        #: grows with every event of the hub


class Line:
    """One line, by either of its addresses, `hub["bench/IGN"]`, `hub["ivi:IGN"]`, `hub.guest("ivi")["IGN"]`; or a bus, `hub["GEAR"]`.

    A bus is lines that are one number: its value is that number, and all of its lines change at once.
    """

    def __init__(self, hub: "Hub", address: str) -> None:
        self._hub, self.address, self._target = hub, address, _target(address)

    @property
    def value(self) -> int:
        """The level as readers of the line see it, 0 or 1; of a bus, the number. Set it to drive the line; None withdraws."""
        return int(self._hub._ask("GET", f"{self._target}/value").body)

    @value.setter
    def value(self, level: Level) -> None:
        self.set(level)

    def set(self, level: Level) -> None:
        """Drives the line until it is set again; `None` withdraws."""
        bit = _written(self.address, level)
        self._hub._ask("PUT", f"{self._target}/value", str(bit).encode(), "text/plain")
        self._hub._driven(self.address, bit)

    def release(self) -> None:
        """Drives the line no longer."""
        self.set(None)

    def pulse(self, *times: Union[str, Seconds], level: int = 1, repeat: int = 1) -> str:
        """Has the hub play levels on the line, and end them by itself; returns at once, with the pulse's id (of a bus, all their ids).

        `pulse("20ms")` is one pulse, `pulse("200ms", "800ms", repeat=0)` goes on until `end_pulse` or the next `set`. A number is seconds.
        """
        body = {"times": [_time(one) for one in times], "level": level, "repeat": repeat}
        answer = self._hub._ask("POST", f"{self._target}/pulse", body)
        self._hub._pulsed.add(self.address)
        return str(answer.json["id"]) if "id" in answer.json else " ".join(answer.json["ids"])

    def end_pulse(self) -> None:
        """Ends the line's pulse, if there is one."""
        self._hub._ask("DELETE", f"{self._target}/pulse")
        self._hub._pulsed.discard(self.address)

    @property
    def document(self) -> Dict[str, Any]:
        """All that the hub says of the line: drivers, readers, counters (docs/control-api.md)."""
        return dict(self._hub._ask("GET", self._target).json)

    def __repr__(self) -> str:
        return f"<line {self.address}>"


class Guest:
    """One guest. `guest["IGN"]` is its line; `wait_armed` waits until an edge of it would interrupt the guest."""

    def __init__(self, hub: "Hub", id: str) -> None:
        self._hub, self.id = hub, id

    @property
    def document(self) -> Dict[str, Any]:
        """All that the hub says of the guest: session, rings, lines (docs/control-api.md)."""
        return dict(self._hub._ask("GET", f"/v1/guests/{quote(self.id, safe='')}").json)

    @property
    def state(self) -> str:
        """`waiting`, `connected`, `no-driver`, `running` or `stopped`."""
        return str(self.document["state"])

    def __getitem__(self, line: Union[str, int]) -> Line:
        return Line(self._hub, f"{self.id}:{line}")

    def line(self, line: Union[str, int]) -> Dict[str, Any]:
        """The guest's own view of a line, by name or number: direction, interrupt, buffer, counters."""
        return self._line(self.document, line)

    def wait(self, state: str = "running", within: Union[str, Seconds] = 10.0) -> None:
        """Waits until the guest is in this state.

        Raises NotArmed if it is not, in this time.
        """
        what = f"guest {self.id} is not {state}"
        self._until(lambda guest: bool(guest["state"] == state), within, what, lambda guest: f"it is {guest['state']}")

    def wait_armed(self, line: Union[str, int], within: Union[str, Seconds] = 10.0) -> None:
        """Waits until the line's interrupt is enabled and unmasked, so that the next edge interrupts at once.

        Raises NotArmed if it is not, in this time, with what the guest does instead.
        """

        def is_armed(guest: Dict[str, Any]) -> bool:
            one = self._line(guest, line)
            return one["irq"] != "none" and one["buffer"] == "held" and not one["pending"]

        def instead(guest: Dict[str, Any]) -> str:
            one = self._line(guest, line)
            if guest["state"] != "running":
                return f"the guest is {guest['state']}"
            if one["irq"] == "none":
                return f"its interrupt is not enabled{' (unheeded: the guest believes it is)' if one['unheeded'] else ''}"
            return f"its interrupt is {one['irq']}, and masked"

        self._until(is_armed, within, f"{self.id}:{line} is not armed", instead)

    def _until(self, is_so: Callable[[Dict[str, Any]], bool], within: Union[str, Seconds], what: str,
               instead: Callable[[Dict[str, Any]], str]) -> None:
        limit = seconds(within)
        deadline, pause = _Deadline(limit), 0.002
        while True:
            guest = self.document
            if is_so(guest):
                return
            if deadline.is_over:
                raise NotArmed(f"{what} within {limit:g} s: {instead(guest)}")
            time.sleep(min(pause, deadline.left() or 0.0))
            pause = min(pause * 1.5, 0.05)

    def _line(self, guest: Dict[str, Any], line: Union[str, int]) -> Dict[str, Any]:
        for one in guest["lines"]:
            if one["line"] == line or one["name"] == line or str(one["line"]) == line:
                return dict(one)
        names = [one["name"] for one in guest["lines"] if one["name"]]
        near = next(iter(difflib.get_close_matches(str(line), names, 1)), None)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(names)}"
        raise NotFound(f"guest {self.id} has no line {line}; {hint}", 404, nearest=near)

    def __repr__(self) -> str:
        return f"<guest {self.id}>"


class Fault:
    """A fault that has begun. `end()` ends it, and so does the end of a `with`. That of a bus is one for each of its lines."""

    def __init__(self, hub: "Hub", *ids: str) -> None:
        self._hub, self.ids = hub, ids

    @property
    def id(self) -> str:
        """`f1`; of a bus, that of its first line."""
        return self.ids[0]

    @property
    def document(self) -> Dict[str, Any]:
        """What the hub says of it; raises NotFound once it has ended. Of a bus, what it says of its first line."""
        return dict(self._hub._ask("GET", f"/v1/faults/{self.id}").json)

    @property
    def fired(self) -> int:
        """How often it has acted, on all lines together."""
        return sum(int(self._hub._ask("GET", f"/v1/faults/{id}").json["fired"]) for id in self.ids)

    def end(self) -> None:
        """Ends it; one that has ended by itself is no error."""
        for id in self.ids:
            self._hub._faults.discard(id)
            try:
                self._hub._ask("DELETE", f"/v1/faults/{id}")
            except NotFound:
                pass

    def __enter__(self) -> "Fault":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def __repr__(self) -> str:
        return f"<fault {self.id}>"


class Replay:
    """A recording that the hub plays onto lines. `wait()` waits for its end; `end()` ends it, and so does the end of a `with`."""

    STEP = 0.2      # how long one request waits: others of this Hub have to wait for it

    def __init__(self, hub: "Hub", document: Dict[str, Any]) -> None:
        self._hub, self.id = hub, str(document["id"])

    @property
    def document(self) -> Dict[str, Any]:
        """How far it is, and how late its edges came (docs/control-api.md)."""
        return dict(self._hub._ask("GET", f"/v1/replays/{self.id}").json)

    def wait(self, within: Union[str, Seconds] = 60.0) -> Dict[str, Any]:
        """Waits until it has ended, and returns its document.

        Raises Late if it goes on after this time, and Refused if it was ended before its end or one of its edges was refused.
        """
        limit = seconds(within)
        deadline = _Deadline(limit)
        while True:
            step = _time(max(0.001, min(self.STEP, deadline.left() or 0.0)))
            document = dict(self._hub._ask("GET", f"/v1/replays/{self.id}?wait={step}").json)
            if document["state"] == "ended":
                raise Refused(f"replay {self.id} ended before its end: {document['why']}")
            if document["state"] == "played":
                if document["refused"]:
                    raise Refused(f"replay {self.id}: {document['refused']} edges were refused: {document['refusal']}")
                return document
            if deadline.is_over:
                raise Late(f"replay {self.id} goes on after {limit:g} s, with {document['played']} edges played")

    def end(self) -> None:
        """Ends it; one that has ended is no error."""
        self._hub._replays.discard(self.id)
        try:
            self._hub._ask("DELETE", f"/v1/replays/{self.id}")
        except NotFound:
            pass

    def __enter__(self) -> "Replay":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def __repr__(self) -> str:
        return f"<replay {self.id}>"


# Watching ---------------------------------------------------------------------------------------------------------------------------


class Watch:
    """The edges of some lines, from the moment in which `with` begins. Nothing between that moment and a `wait` is missed.

    A thread reads the stream, so that a test that does other things for a while is not too slow for the hub. If the connection breaks,
    it is made again where it was left; if edges were lost on the way all the same, the next call raises Lagged.
    """

    MOST = 1_000_000        # edges kept for a test that does not look; our limit
    RETRY = (0.01, 1.0)     # pauses between attempts to reach the hub again, seconds

    BATCH, HEARTBEAT = "1ms", 1.0       # how long the hub gathers edges; how often it shows that it is there, seconds

    def __init__(self, hub: "Hub", lines: Tuple[str, ...], edges: str, interrupts: bool) -> None:
        self._hub, self._lines, self._edges_asked, self._kinds = hub, lines, edges, "edge,irq,config" if interrupts else "edge,config"
        self._news = threading.Condition()
        self._edges: "collections.deque[Edge]" = collections.deque()
        self._interrupts: "collections.deque[Interrupt]" = collections.deque()
        self._names = _BatchNames()
        self._levels: Dict[str, int] = {}
        self._problem: Optional[HubError] = None
        self._away: Optional[str] = None        # why there is no connection now
        self._last_id: Optional[str] = None
        self._begun = self._closed = False
        self._socket: Optional[socket.socket] = None
        self._thread = threading.Thread(target=self._run, name="gpiohub watch", daemon=True)

    def __enter__(self) -> "Watch":
        deadline = _Deadline(self._hub.timeout)
        self._thread.start()
        with self._news:
            self._news.wait_for(lambda: self._begun or self._problem is not None, deadline.left())
            if not self._begun:
                self._closed = True
                problem = self._problem or Late(self._away or f"no events from {self._hub.where} within {self._hub.timeout:g} s")
                raise problem
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the watch."""
        with self._news:
            self._closed = True
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)     # its reader waits for bytes
                except OSError:
                    pass
            self._news.notify_all()
        self._thread.join(self._hub.timeout)

    @property
    def levels(self) -> Dict[str, int]:
        """The level of each line after all the edges that have come so far, whether they were waited for or not."""
        with self._news:
            return dict(self._levels)

    def wait(self, edge: str = both, within: Union[str, Seconds] = 5.0, line: Optional[str] = None) -> Edge:
        """The next such edge, of this line if several are watched. Edges before it are passed over.

        Raises NoEdge if none comes within this time, and says what came instead.
        """
        if edge not in (rising, falling, both):
            raise Malformed(f"{edge!r} is no edge: expected rising, falling or both")
        if line is not None and line not in self._lines and self._lines:
            raise NotFound(f"{line} is not watched here; {', '.join(self._lines)} are", 404)
        limit, passed = seconds(within), []
        deadline = _Deadline(limit)
        with self._news:
            while True:
                self._complain()
                while self._edges:
                    one = self._edges.popleft()
                    if edge in (both, one.edge) and line in (None, one.line):
                        return one
                    passed.append(one)
                if not self._news.wait_for(lambda: self._edges or self._problem, deadline.left()):
                    raise NoEdge(self._nothing(edge, line, limit, passed))

    def expect_none(self, within: Union[str, Seconds], edge: str = both, line: Optional[str] = None) -> None:
        """Holds that no such edge comes for this time, nor has come since the last wait.

        Raises UnexpectedEdge as soon as one does.
        """
        try:
            found = self.wait(edge, within, line)
        except NoEdge:
            if self._away is not None:
                raise Lagged(f"nothing is known of the last {seconds(within):g} s: {self._away}") from None
            return
        raise UnexpectedEdge(f"{found.line} was {found.edge} at {found.ns} ns, caused by {found.cause}; no edge was expected", found)

    def wait_interrupt(self, line: Optional[str] = None, within: Union[str, Seconds] = 5.0, what: str = "delivered") -> Interrupt:
        """The next interrupt of a guest's line (`ivi:IGN`); those that are not `what` are passed over.

        Only of a watch that began with `interrupts=True`. Raises NoEdge if none comes within this time, and says what came instead.
        """
        if "irq" not in self._kinds:
            raise Malformed("this watch shows no interrupts: watch(…, interrupts=True)")
        limit = seconds(within)
        deadline, passed = _Deadline(limit), []
        with self._news:
            while True:
                self._complain()
                while self._interrupts:
                    one = self._interrupts.popleft()
                    if what == one.what and line in (None, one.line):
                        return one
                    passed.append(one)
                if not self._news.wait_for(lambda: self._interrupts or self._problem, deadline.left()):
                    came = "; instead: " + "; ".join(f"{one.line} was {one.what}" for one in passed[-5:]) if passed else ""
                    raise NoEdge(f"no interrupt of {line or 'any line'} was {what} within {limit:g} s{came}")

    def drain(self) -> List[Edge]:
        """All edges that have come and were not waited for."""
        with self._news:
            self._complain()
            found = list(self._edges)
            self._edges.clear()
            return found

    def __iter__(self) -> Iterator[Edge]:
        """Edge by edge, for ever: each is waited for without a limit."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._edges or self._problem or self._closed)
                if self._closed:
                    return
                self._complain()
                one = self._edges.popleft()
            yield one

    def _complain(self) -> None:
        problem, self._problem = self._problem, None
        if problem is not None:
            raise problem

    def _nothing(self, edge: str, line: Optional[str], limit: Seconds, passed: List[Edge]) -> str:
        what = "no edge" if edge == both else f"no {edge} edge"
        of = line or ", ".join(self._lines) or "any line"
        levels = ", ".join(f"{name}={level}" for name, level in self._levels.items() if line in (None, name))
        came = "; ".join(f"{one.line} was {one.edge}" for one in passed[-5:])
        return (
            f"{what} of {of} within {limit:g} s ({levels})"
            + (f"; instead: {came}" if came else "")
            + (f"; {self._away}" if self._away else "")
        )

    # The reader's side, in its own thread.

    def _run(self) -> None:
        pause = self.RETRY[0]
        while not self._closed:
            try:
                self._read()
                why = "the hub has ended the stream"
                pause = self.RETRY[0]
            except HubError as problem:
                if not isinstance(problem, (NoHub, Late)) or not self._begun:
                    self._fail(problem)
                    return
                why = str(problem)
            except (OSError, http.client.HTTPException) as problem:
                why = f"the connection to {self._hub.where} broke: {problem}"
            except (ValueError, LookupError, TypeError, AttributeError) as problem:
                text = f"{self._hub.where} sends events that this client does not understand ({type(problem).__name__} {problem})"
                self._fail(HubError(f"{text}; take the client from there: /client/gpiohub.py"))
                return
            with self._news:
                if self._closed:
                    return
                self._away = why
                self._news.notify_all()
                self._news.wait_for(lambda: self._closed, pause)
            pause = min(pause * 2, self.RETRY[1])

    def _read(self) -> None:
        """Reads one connection to its end."""
        connection = self._hub._endpoint.connection(self._hub.timeout)
        try:
            try:
                connection.connect()
            except socket.timeout:
                raise Late(f"{self._hub.where} does not answer") from None
            except OSError as problem:
                raise self._hub._endpoint.missing(problem) from problem
            wire = connection.sock          # the connection forgets it where an answer has no length
            with self._news:
                if self._closed:
                    return
                self._socket = wire
            headers = {**self._hub._endpoint.headers, "Accept": "text/event-stream"}
            if self._last_id is not None:
                headers["Last-Event-ID"] = self._last_id
            asked = [("edges", self._edges_asked), ("kinds", self._kinds), ("batch", self.BATCH), ("heartbeat", _time(self.HEARTBEAT))]
            connection.request("GET", f"/v1/events?{urlencode([('line', line) for line in self._lines] + asked)}", headers=headers)
            response = connection.getresponse()
            if response.status != 200:
                raise HubError.of(response.status, response.read())
            wire.settimeout(3 * self.HEARTBEAT)
            self._names = _BatchNames()
            for number, (kind, id, data) in enumerate(_server_sent(response)):
                self._take(kind, id, data, is_first=number == 0)
        finally:
            with self._news:
                self._socket = None
            connection.close()

    def _take(self, kind: str, id: Optional[str], data: Dict[str, Any], is_first: bool) -> None:
        with self._news:
            self._away = None
            if kind == "snapshot":
                if self._begun and is_first:        # not where the last connection was left: another run of the hub
                    self._problem = Lagged("the hub has been started anew; edges may have been lost")
                self._levels.update((one["line"], one["level"]) for one in data["snapshot"])
                self._begun = True
            elif kind == "edges":
                edges, interrupts = self._names.rows(data["edges"])
                self._keep(edges, interrupts)
            elif kind == "lagged":
                self._problem = _lagged(data["lagged"])
            elif kind == "gap":
                self._problem = _gap(data)
            elif kind == "config":
                gone = [line for line in data["config"]["removed"] if self._levels.pop(line, None) is not None]
                if self._lines and gone:
                    self._problem = NotFound(f"{', '.join(gone)} went with another configuration", 404)
            if id is not None:
                self._last_id = id
            self._news.notify_all()

    def _keep(self, edges: List[Edge], interrupts: List[Interrupt]) -> None:
        self._levels.update((one.line, one.level) for one in edges)
        self._edges.extend(edges)
        self._interrupts.extend(interrupts)
        while len(self._edges) + len(self._interrupts) > self.MOST:
            (self._edges or self._interrupts).popleft()
            self._problem = Lagged(f"nobody looked at more than {self.MOST} edges")

    def _fail(self, problem: HubError) -> None:
        with self._news:
            self._problem = problem
            self._news.notify_all()


class _BatchNames:
    """What the numbers in the batches of one connection stand for: each batch names only what is new."""

    def __init__(self) -> None:
        self._lines: List[str] = []
        self._guest_lines: List[str] = []
        self._causes: List[str] = []

    WHAT = {"d": "delivered", "l": "latched", "c": "coalesced", "u": "unmasked"}

    def rows(self, batch: Dict[str, Any]) -> Tuple[List[Edge], List[Interrupt]]:
        self._lines += batch.get("lines", ())
        self._guest_lines += batch.get("guestLines", ())
        self._causes += batch.get("causes", ())
        base = int(batch["base"])
        uncertain = dict(batch.get("uncertaintyMs", ()))
        edges = [
            Edge(self._lines[line], (falling, rising)[level], level, base + after, self._causes[cause], seq,
                 uncertain.get(line) if self._causes[cause] == "hardware" else None)
            for seq, line, level, after, cause in batch.get("e", ())
        ]
        interrupts = [
            Interrupt(self._guest_lines[line], self.WHAT[what], base + after, seq) for seq, line, what, after in batch.get("i", ())
        ]
        return edges, interrupts


def _lagged(gap: Dict[str, Any]) -> Lagged:
    lagged = Lagged(f"{gap['events']} events of the hub were lost on the way, perhaps of these lines")
    lagged.from_ns, lagged.to_ns = int(gap["fromNs"]), int(gap["toNs"])
    return lagged


def _gap(item: Dict[str, Any]) -> Lagged:
    gap = item["gap"]
    for_how_long = "" if gap["ms"] is None else f" after {gap['ms']:.1f} ms"
    lagged = Lagged(f"another process has taken over the hub{for_how_long} (epoch {gap['epoch']}); edges may have been lost")
    lagged.from_ns = int(item["ns"])
    lagged.to_ns = None if gap["ms"] is None else lagged.from_ns + round(gap["ms"] * 1e6)
    return lagged


def _server_sent(response: http.client.HTTPResponse) -> Iterator[Tuple[str, Optional[str], Dict[str, Any]]]:
    """Server-sent events: kind, id and data of each."""
    kind, id, data = "", None, ""
    for raw in response:
        line = raw.decode("utf-8").rstrip("\r\n")
        if not line:
            if data:
                yield kind, id, json.loads(data)
            kind, id, data = "", None, ""
        elif line.startswith("event: "):
            kind = line[7:]
        elif line.startswith("id: "):
            id = line[4:]
        elif line.startswith("data: "):
            data += line[6:]


# The hub ----------------------------------------------------------------------------------------------------------------------------


class Hub:
    """A running hub.

    where: the path of its socket, `http://HOST:PORT`, or `http://any:TOKEN@HOST:PORT`; None = `$GPIOHUB_HUB`, then where the command line
        looks.
    token: one of `hub.tokens`, for a port.
    timeout: seconds within which each call is answered, or raises Late.

    May be used from several threads. `with Hub() as hub:` closes it at the end; `tidy()` undoes what it has done.
    """

    def __init__(self, where: Optional[Union[str, "os.PathLike[str]"]] = None, token: Optional[str] = None, timeout: Seconds = 5.0) -> None:
        self._endpoint = _Endpoint(_found() if where is None else os.fspath(where), token)
        self._channel = _Channel(self._endpoint)
        self.timeout = timeout
        self._set: Dict[str, None] = {}         # in the order in which they were driven
        self._pulsed: set[str] = set()
        self._faults: set[str] = set()
        self._replays: set[str] = set()

    @property
    def where(self) -> str:
        """The socket's path, or the address."""
        return self._endpoint.where

    def __getitem__(self, address: str) -> Line:
        return Line(self, address)

    def __setitem__(self, address: str, level: Level) -> None:
        self[address].set(level)

    def set(self, levels: Mapping[str, Level]) -> None:
        """Drives several lines and buses: the whole request is checked before one is set, and lines on one reactor change together."""
        bits = {address: _written(address, level) for address, level in levels.items()}
        self._ask("PUT", "/v1/values", bits)
        for address, bit in bits.items():
            self._driven(address, bit)

    def watch(self, *lines: str, edges: str = both, interrupts: bool = False) -> Watch:
        """The edges of these lines, of all without one; for a `with`. With `interrupts`, also when guests were interrupted by them."""
        return Watch(self, lines, edges, interrupts)

    def fault(self, target: str, kind: str, **values: Any) -> Fault:
        """Begins a fault of a line (`bench/IGN`, `ivi:IGN`), of each line of a bus (`GEAR`), or of a chip (`bench`: kinds `error` and
        `hang`); for a `with`, or to be ended by `end()`.

        values: `count`, `period`, `width`, `delay`, `seed`, `ttl`, as the kind has them (docs/cli.md). Times are text, or seconds.
        """
        place = "line" if not _is_bus(target) else "chip" if kind in ("error", "hang") else "bus"
        body: Dict[str, Any] = {place: target, "kind": kind}
        for name, value in values.items():
            if value is not None:
                body[name] = _time(value) if name in ("period", "width", "delay", "ttl") else value
        begun = self._ask("POST", "/v1/faults", body).json
        fault = Fault(self, *(str(one["id"]) for one in (begun if isinstance(begun, list) else [begun])))
        self._faults.update(fault.ids)
        return fault

    def faults(self) -> List[Dict[str, Any]]:
        """Every fault that is active."""
        return list(self._ask("GET", "/v1/faults").json)

    def end_faults(self) -> None:
        """Ends all faults, whoever began them."""
        self._ask("DELETE", "/v1/faults")
        self._faults.clear()

    def replay(self, vcd: Union[str, bytes, "os.PathLike[str]"], map: Optional[Mapping[str, str]] = None, speed: float = 1,
               loop: int = 1, begin: Union[str, Seconds, None] = None, end: Union[str, Seconds, None] = None) -> Replay:
        """Has the hub play a VCD file onto lines.

        vcd: a path, or the file itself as bytes.
        map: the line of each signal, `{"top.ign": "bench/IGN"}`; a file that a hub has recorded needs none.
        loop: rounds, 0 = until it is ended. begin, end: times of the file; it begins with the levels that the signals have then.
        """
        query = [("map", f"{signal}={line}") for signal, line in (map or {}).items()] + [("speed", f"{speed:g}"), ("loop", str(loop))]
        query += [(name, _time(at)) for name, at in (("from", begin), ("to", end)) if at is not None]
        body = vcd if isinstance(vcd, bytes) else Path(vcd).read_bytes()
        replay = Replay(self, self._ask("POST", f"/v1/replays?{urlencode(query)}", body, "application/octet-stream").json)
        self._replays.add(replay.id)
        return replay

    def guest(self, id: str) -> Guest:
        """A guest by its id."""
        return Guest(self, id)

    @property
    def document(self) -> Dict[str, Any]:
        """The whole hub in one consistent answer: version, chips, guests (docs/control-api.md)."""
        return dict(self._ask("GET", "/v1/hub").json)

    @property
    def lines(self) -> List[Dict[str, Any]]:
        """The document of every line."""
        return list(self._ask("GET", "/v1/lines").json)

    @property
    def buses(self) -> List[Dict[str, Any]]:
        """The document of every bus: its lines, the most significant first, and its value."""
        return list(self._ask("GET", "/v1/buses").json)

    @property
    def config(self) -> Dict[str, Any]:
        """The configuration in force, as a rig file."""
        return dict(self._ask("GET", "/v1/config").json)

    def check(self, yaml: str) -> List[str]:
        """The warnings of a configuration; raises InvalidConfig with every error."""
        return list(self._ask("POST", "/v1/config/check", yaml.encode(), "application/yaml").json["warnings"])

    def diff(self, yaml: Optional[str] = None) -> Dict[str, List[str]]:
        """What would change, what would be refused, and warnings; without a text by the hub's own file."""
        return dict(self._ask("POST", "/v1/config/diff", (yaml or "").encode(), "application/yaml").json)

    def apply(self, yaml: str, generation: Optional[int] = None) -> Dict[str, List[str]]:
        """Puts a configuration in force; with a generation, only if that one is in force now."""
        headers = {} if generation is None else {"If-Match": f'"{generation}"'}
        return dict(self._ask("POST", "/v1/config/apply", yaml.encode(), "application/yaml", headers).json)

    def reload(self) -> Dict[str, List[str]]:
        """Puts the hub's own file in force."""
        return dict(self._ask("POST", "/v1/reload", b"").json)

    def recording(self, last: Union[str, Seconds] = "30s", *lines: str) -> bytes:
        """What the hub remembers of these lines (all without one), as VCD; raises NotFound if it has no recorder."""
        query = urlencode([("last", _time(last))] + [("line", line) for line in lines])
        return self._ask("GET", f"/v1/recording.vcd?{query}").body

    def tidy(self) -> None:
        """Undoes what was done by this object: ends its faults, pulses and replays, and withdraws what it drives. What is gone by
        then is passed over."""
        undo: List[Callable[[], None]] = [Fault(self, id).end for id in self._faults]
        undo += [Replay(self, {"id": id}).end for id in self._replays]
        undo += [self[line].end_pulse for line in self._pulsed]
        undo += [self[line].release for line in self._set]
        for one in undo:
            try:
                one()
            except HubError:
                continue
        self._faults.clear()
        self._replays.clear()
        self._pulsed.clear()
        self._set.clear()

    def close(self) -> None:
        """Closes the connection. What was set stays set."""
        self._channel.close()

    def __enter__(self) -> "Hub":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<hub at {self.where}>"

    def _driven(self, address: str, bit: Union[int, str]) -> None:
        if bit == "z":
            self._set.pop(address, None)
        else:
            self._set[address] = None

    def _ask(self, method: str, target: str, body: Any = None, media_type: str = "application/json",
             headers: Optional[Mapping[str, str]] = None) -> _Answer:
        sent = dict(headers or {})
        if body is not None:
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
            if body:
                sent["Content-Type"] = media_type
        answer = self._channel.ask(method, target, body, sent, self.timeout)
        if answer.status >= 400:
            raise HubError.of(answer.status, answer.body)
        return answer


# A hub of one's own -----------------------------------------------------------------------------------------------------------------


def program() -> str:
    """The gpiohub program: `$GPIOHUB_PROGRAM`, else the one beside this file, else the one on PATH."""
    beside = Path(__file__).resolve().parent / "gpiohub"
    found = os.environ.get("GPIOHUB_PROGRAM")
    if not found:
        found = str(beside) if beside.is_file() and os.access(beside, os.X_OK) else shutil.which("gpiohub")
    if not found:
        raise FileNotFoundError("no gpiohub program: name it in $GPIOHUB_PROGRAM, or have it on PATH")
    return found


class Rig(Hub):
    """A hub in a process of its own, from a rig's text; it ends with `stop()`, or with the `with`.

    rig: a path, YAML, or the same as a dict. If it has a `hub:` of its own, `sockets: SOCKETS` is to stand in it; else that is added.
    folder: where its file and its log are. The sockets are in a folder with a short name, because a socket's path has at most 107 bytes.
    """

    def __init__(self, rig: Union[str, "os.PathLike[str]", Mapping[str, Any]], folder: Union[str, "os.PathLike[str]"],
                 within: Union[str, Seconds] = 30.0, timeout: Seconds = 5.0) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.sockets = Path(tempfile.mkdtemp(prefix="gh"))
        self.file, self._log_path = self.folder / "rig.yaml", self.folder / "hub.log"
        self.file.write_text(self._text(rig), encoding="utf-8")
        self._guests: List["subprocess.Popen[str]"] = []
        with open(self._log_path, "wb") as log, open(self.folder / "hub.out", "wb") as out:
            self.process = subprocess.Popen([program(), "run", str(self.file)], stdin=subprocess.DEVNULL, stdout=out, stderr=log)
        super().__init__(self.sockets / "control.sock", timeout=timeout)
        try:
            self._wait_until_ready(_Deadline(seconds(within)))
        except BaseException:
            self.stop()
            raise

    @property
    def log(self) -> str:
        """What the hub has logged so far."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    def guest_socket(self, id: str) -> str:
        """The vhost-user socket of a guest, for its QEMU."""
        return str(self.guest(id).document["socket"])

    def play_guest(self, id: str, *words: str) -> "subprocess.Popen[str]":
        """Plays a guest: runs `gpiohub guest SOCKET WORDS…`, a virtio-gpio driver, until the rig stops. Its stdout is a pipe.

        `play_guest("ivi", "mon", "IGN")` arms the interrupt of IGN and prints each edge that interrupts it.
        """
        command = [program(), "guest", self.guest_socket(id), *words]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._guests.append(process)
        return process

    def stop(self) -> int:
        """Ends the hub in order, and returns its exit code."""
        self.close()
        for guest in self._guests:
            _end(guest, signal.SIGINT)
        code = _end(self.process, signal.SIGTERM)
        shutil.rmtree(self.sockets, ignore_errors=True)
        return code

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _text(self, rig: Union[str, "os.PathLike[str]", Mapping[str, Any]]) -> str:
        if isinstance(rig, Mapping):
            whole = dict(rig)
            whole["hub"] = {"sockets": str(self.sockets), **dict(whole.get("hub", {}))}
            return json.dumps(whole)
        text = rig if isinstance(rig, str) and "\n" in rig else Path(rig).read_text(encoding="utf-8")
        has_hub = re.search(r"^hub\s*:", text, re.MULTILINE) is not None
        if has_hub and "SOCKETS" not in text:
            raise ValueError("the rig has a hub: of its own; it needs sockets: SOCKETS, which becomes the folder of this rig's sockets")
        text = text.replace("SOCKETS", str(self.sockets))
        # At the end, so that a line that the hub complains of is that line of the test's text.
        return text if has_hub else f"{textwrap.dedent(text)}\nhub: {{ sockets: {self.sockets} }}\n"

    def _wait_until_ready(self, deadline: _Deadline) -> None:
        while True:
            if self.process.poll() is not None:
                raise HubError(f"the hub ended with {self.process.returncode}: {self.log.strip()}", code="ended")
            try:
                self._ask("GET", "/v1/hub")
                return
            except NoHub:
                if deadline.is_over:
                    raise Late(f"the hub is not ready: {self.log.strip()}") from None
                time.sleep(0.01)


def _end(process: "subprocess.Popen[Any]", by: signal.Signals) -> int:
    if process.poll() is None:
        process.send_signal(by)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
    return process.returncode


# pytest -----------------------------------------------------------------------------------------------------------------------------

if "pytest" in sys.modules:     # a script does without it
    import pytest

    def pytest_addoption(parser: Any) -> None:
        group = parser.getgroup("gpiohub")
        group.addoption("--gpiohub", metavar="WHERE", help="the hub of the fixture gpiohub: a socket or an address ($GPIOHUB_HUB)")
        group.addoption("--gpiohub-token", metavar="TOKEN", help="a token of it ($GPIOHUB_TOKEN)")
        group.addoption("--gpiohub-recordings", metavar="DIR", help="where recordings of failed tests go (the test's tmp_path)")

    @pytest.fixture
    def gpiohub(request: Any, tmp_path: Path) -> Iterator[Hub]:
        """The hub that runs; what the test sets, begins or plays by this object is undone at its end."""
        where = request.config.getoption("--gpiohub")
        token = request.config.getoption("--gpiohub-token") or os.environ.get("GPIOHUB_TOKEN")
        hub = Hub(where, token)
        _watched_by(request, tmp_path).append(hub)
        yield hub
        hub.tidy()
        hub.close()

    @pytest.fixture
    def rig(request: Any, tmp_path: Path) -> Iterator[Any]:
        """Starts hubs: `rig(YAML)` returns a `Rig`, which ends with the test."""
        rigs = _watched_by(request, tmp_path)
        own: List[Rig] = []

        def start(text: Union[str, "os.PathLike[str]", Mapping[str, Any]], **how: Any) -> Rig:
            one = Rig(text, tmp_path / f"hub{len(own) or ''}", **how)
            own.append(one)
            rigs.append(one)
            return one

        yield start
        for one in own:
            one.stop()

    def _watched_by(request: Any, tmp_path: Path) -> List[Hub]:
        """The hubs of a test: if it fails, what they recorded is kept."""
        node = request.node
        if not hasattr(node, "_gpiohubs"):
            node._gpiohubs, node._gpiohub_folder = [], tmp_path
        hubs: List[Hub] = node._gpiohubs
        return hubs

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(item: Any, call: Any) -> Any:
        report = (yield).get_result()
        if report.when != "call" or not report.failed:
            return
        for number, hub in enumerate(getattr(item, "_gpiohubs", ())):
            report.sections.append(("gpiohub", _evidence(item, hub, number)))

    def _evidence(item: Any, hub: Hub, number: int) -> str:
        """Keeps the recording of a hub, and says where it is, or why there is none."""
        folder = Path(item.config.getoption("--gpiohub-recordings") or item._gpiohub_folder)
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", item.nodeid).strip("_")
        path = folder / f"{name}{number or ''}.vcd"
        try:
            vcd = hub.recording("60s")
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(vcd)
            said = f"recording of {hub.where}: {path}   (gtkwave {path})"
        except NotFound:
            said = f"no recording: {hub.where} has no recorder"
        except (HubError, OSError) as problem:
            said = f"no recording: {problem}"
        return f"{said}\n{hub.log[-4000:]}" if isinstance(hub, Rig) else said


# Robot Framework --------------------------------------------------------------------------------------------------------------------


class GpioHubLibrary:
    """Keywords for Robot Framework: `Library    gpiohub.GpioHubLibrary    /run/gpiohub/control.sock`.

    An edge is watched from `Watch Lines` on, so that what is set after it cannot be missed:

    | Watch Lines      ivi:IGN
    | Set Line         bench/IGN    1
    | Wait For Edge    ivi:IGN      rising    within=2s
    """

    ROBOT_LIBRARY_SCOPE = "TEST"
    ROBOT_LIBRARY_DOC_FORMAT = "TEXT"

    def __init__(self, where: Optional[str] = None, token: Optional[str] = None) -> None:
        self._where, self._token = where, token
        self._hub_now: Optional[Hub] = None
        self._watch: Optional[Watch] = None

    @property
    def _hub(self) -> Hub:
        if self._hub_now is None:
            self._hub_now = Hub(self._where, self._token)
        return self._hub_now

    def set_line(self, line: str, level: Level) -> None:
        """Drives a line: 0, 1, or z to withdraw. Or a bus: `Set Line    GEAR    0b1010`."""
        self._hub[line] = level

    def get_line(self, line: str) -> int:
        """The level of a line."""
        return self._hub[line].value

    def line_should_be(self, line: str, level: Level) -> None:
        """Fails unless the line has this level now."""
        found = self._hub[line].value
        if found != (int(str(level), 0) if _is_bus(line) else _bit(level)):
            raise AssertionError(f"{line} is {found}, not {level}")

    def pulse_line(self, line: str, *times: str) -> None:
        """Has the hub play a pulse: `Pulse Line    bench/CRASH    20ms`."""
        self._hub[line].pulse(*times)

    def watch_lines(self, *lines: str) -> None:
        """Watches lines from now on, instead of those that were watched."""
        self.watch_no_lines()
        self._watch = self._hub.watch(*lines).__enter__()

    def watch_no_lines(self) -> None:
        """Ends the watch."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def wait_for_edge(self, line: str, edge: str = both, within: str = "5s") -> int:
        """Waits for an edge since `Watch Lines` or the last wait; returns its time in ns."""
        return self._watched().wait(edge, within, line).ns

    def no_edge_should_come(self, line: str, within: str = "50ms", edge: str = both) -> None:
        """Fails if an edge comes within this time, or has come since the last wait."""
        self._watched().expect_none(within, edge, line)

    def inject_fault(self, target: str, kind: str, **values: Any) -> str:
        """Begins a fault and returns its id: `Inject Fault    bench/IGN    bounce    count=5    period=1ms`."""
        whole = {name: int(value) if name in ("count", "seed") else value for name, value in values.items()}
        return self._hub.fault(target, kind, **whole).id

    def end_fault(self, id: str) -> None:
        """Ends a fault."""
        Fault(self._hub, id).end()

    def wait_until_armed(self, guest: str, line: str, within: str = "10s") -> None:
        """Waits until an edge of the line would interrupt the guest."""
        self._hub.guest(guest).wait_armed(line, within)

    def restore_lines(self) -> None:
        """Undoes what these keywords have done, for a test's teardown."""
        self.watch_no_lines()
        self._hub.tidy()

    def _watched(self) -> Watch:
        if self._watch is None:
            raise AssertionError("nothing is watched: Watch Lines comes first")
        return self._watch
