"""Every call ends: with an answer, or with why there is none."""

import os

import pytest
from proxy import Proxy, Silent

import gpiohub as client


HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 200 OK\r\n", HALF])
def test_a_hub_that_does_not_answer_is_late(tmp_path_factory, says):
    hub = client.Hub(Silent(tmp_path_factory.mktemp("s"), says).path, timeout=0.2)
    with pytest.raises(client.Late, match="no answer from .* within 0.2 s"):
        hub["bench/IGN"].value
    with pytest.raises(TimeoutError):
        hub["bench/IGN"].set(1)


def test_a_watch_that_gets_no_snapshot_is_late(tmp_path_factory):
    hub = client.Hub(Silent(tmp_path_factory.mktemp("s")).path, timeout=0.2)
    with pytest.raises(client.Late):
        hub.watch("bench/IGN").__enter__()


@pytest.mark.parametrize("says", [b"", b"nonsense\r\n\r\n"])
def test_what_is_no_hub_is_told_as_such(tmp_path_factory, says):
    hub = client.Hub(Silent(tmp_path_factory.mktemp("s"), says, end=True).path)
    with pytest.raises(client.NoHub):
        hub["bench/IGN"].value


def test_no_hub_names_the_place_and_what_to_do(tmp_path):
    with pytest.raises(client.NoHub, match="no hub at .*nowhere.sock: No such file or directory; start one with: gpiohub run"):
        client.Hub(tmp_path / "nowhere.sock").document
    with pytest.raises(ConnectionError):
        client.Hub("http://127.0.0.1:1").document


def test_a_hub_is_looked_for_where_the_command_line_does(monkeypatch, tmp_path, demo):
    monkeypatch.delenv("GPIOHUB_HUB")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "gpiohub").mkdir()
    os.symlink(demo.where, tmp_path / "gpiohub/control.sock")
    assert client.Hub().where == str(tmp_path / "gpiohub/control.sock")
    assert client.Hub().document["version"]
    monkeypatch.setenv("GPIOHUB_HUB", "/elsewhere.sock")
    assert client.Hub().where == "/elsewhere.sock"


@pytest.mark.parametrize("where", ["https://rig", "http://", "ftp://x"])
def test_a_place_that_is_none_is_refused(where):
    with pytest.raises(ValueError, match="expected"):
        client.Hub(where)


def test_a_connection_that_was_closed_meanwhile_is_made_again(demo):
    with Proxy(demo.where) as proxy:
        hub = client.Hub(proxy.path)
        for _ in range(3):
            assert hub["bench/IGN"].value in (0, 1)
            proxy.cut()
        hub["bench/IGN"] = 0


@pytest.mark.parametrize("text, number", [("20us", 2e-5), ("5ms", 0.005), ("1s", 1.0), ("2m", 120.0), (0.25, 0.25), (3, 3.0)])
def test_times_are_seconds_or_have_a_unit(text, number):
    assert client.seconds(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "5", "5 h", "ms", "1.2.3"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises((client.Malformed, ValueError)):
        client.seconds(text)


@pytest.mark.parametrize("number, text", [(0.02, "20ms"), (0.00005, "50us"), (2, "2000ms"), (0, "0"), ("1m", "1m")])
def test_numbers_go_to_the_hub_with_a_unit(number, text):
    assert client._time(number) == text
