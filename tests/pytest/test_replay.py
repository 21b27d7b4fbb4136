"""Recordings that the hub plays."""

import pytest

import gpiohub as client

HEAD = "$timescale 1 ms $end $var wire 1 ! a $end $enddefinitions $end\n"
SQUARE = HEAD + "#0 0! #5 1! #15 0! #20\n"


def test_a_file_is_played_with_its_times_and_told_how_late(gpiohub, tmp_path):
    path = tmp_path / "a.vcd"
    path.write_text(SQUARE)
    with gpiohub.watch("bench/IGN") as edges:
        document = gpiohub.replay(path, {"a": "bench/IGN"}, speed=0.5).wait(within=20)
        begin, end = edges.wait("rising", within=5), edges.wait("falling", within=5)
    assert end.ns - begin.ns >= 20_000_000 - int(document["late"]["maxNs"])
    assert (document["state"], document["played"], document["refused"]) == ("played", 3, 0)
    assert gpiohub["bench/IGN"].document["drivers"] == []


def test_a_replay_without_end_goes_on_until_its_with_ends(gpiohub):
    with gpiohub.watch("bench/IGN") as edges, gpiohub.replay(SQUARE.encode(), {"a": "bench/IGN"}, loop=0) as replay:
        for _ in range(3):
            edges.wait("rising", within=5)
        with pytest.raises(client.Late, match="goes on after 0.05 s"):
            replay.wait(within="50ms")
    assert replay.document["state"] == "ended"
    with pytest.raises(client.Refused, match="ended before its end"):
        replay.wait()


def test_a_part_of_a_file_is_played(gpiohub):
    with gpiohub.watch("bench/IGN") as edges:
        replay = gpiohub.replay(SQUARE.encode(), {"a": "bench/IGN"}, begin="10ms", end="20ms")
        begin, end = edges.wait("rising", within=5), edges.wait("falling", within=5)
        assert (begin.level, end.level, replay.wait(within=20)["edges"]) == (1, 0, 2)
        edges.expect_none(0.05)


@pytest.mark.parametrize(
    "vcd, map, error, words",
    [
        (HEAD + "#5 1! #3 0!", {"a": "bench/IGN"}, client.Malformed, "line 2: time runs backwards"),
        ("no vcd", {"a": "bench/IGN"}, client.Malformed, "line 1"),
        (SQUARE, {"b": "bench/IGN"}, client.Malformed, 'no signal "b"'),
        (SQUARE, {}, client.Malformed, "was not recorded by a hub"),
        (SQUARE, {"a": "bench/IGM"}, client.NotFound, "did you mean bench/IGN"),
    ],
)
def test_what_cannot_be_played_is_refused_with_its_reason(gpiohub, vcd, map, error, words):
    with pytest.raises(error, match=words):
        gpiohub.replay(vcd.encode(), map)
    assert gpiohub["bench/IGN"].document["drivers"] == []


def test_tidy_ends_replays(demo):
    with client.Hub(demo.where) as hub:
        replay = hub.replay(SQUARE.encode(), {"a": "bench/CRASH"}, loop=0)
        hub.tidy()
        assert replay.document["state"] == "ended"
