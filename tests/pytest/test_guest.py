"""What a guest has done, and waiting for it."""

import pytest

import gpiohub as client


def test_a_line_is_armed_once_its_guest_has_enabled_and_unmasked_it(demo):
    played = demo.play_guest("ivi", "mon", "IGN")
    ivi = demo.guest("ivi")
    ivi.wait_armed("IGN", within=20)
    ivi.wait_armed(0, within=20)
    assert (ivi.state, ivi.line("IGN")["irq"], ivi.document["armed"]) == ("running", "both", 1)
    assert played.stdout.readline() == '"IGN"=inactive\n'
    demo["bench/IGN"] = 1
    assert "rising" in played.stdout.readline()
    ivi.wait_armed("IGN", within=20)
    demo["bench/IGN"] = None
    with pytest.raises(client.NotArmed, match="ivi:CRASH is not armed within 0.05 s: its interrupt is not enabled"):
        ivi.wait_armed("CRASH", within="50ms")


def test_a_watch_shows_when_the_guest_was_interrupted(rig):
    hub = rig("chips: { c: { driver: sim, lines: [A, B] } }\nguests: { ivi: { lines: [{ from: c/A }, { from: c/B }] } }\n")
    hub.play_guest("ivi", "mon", "A")
    hub.guest("ivi").wait_armed("A", within=20)
    with hub.watch("c/A", "ivi:B", interrupts=True) as edges:
        hub["c/B"] = 1
        hub["c/A"] = 1
        edge, interrupt = edges.wait("rising", within=10, line="c/A"), edges.wait_interrupt("ivi:A", within=10)
        assert (interrupt.line, interrupt.what) == ("ivi:A", "delivered")
        assert 0 <= interrupt.ns - edge.ns < 10_000_000_000 and interrupt.seq > edge.seq
        with pytest.raises(client.NoEdge, match="no interrupt of ivi:B was delivered within 0.05 s"):
            edges.wait_interrupt("ivi:B", within=0.05)
    with hub.watch("c/A") as edges, pytest.raises(client.Malformed, match="interrupts=True"):
        edges.wait_interrupt("ivi:A")


def test_who_is_not_there_is_not_armed_and_the_reason_is_said(demo):
    with pytest.raises(client.NotArmed, match="adas:IGN is not armed within 0.05 s: the guest is waiting"):
        demo.guest("adas").wait_armed("IGN", within=0.05)
    with pytest.raises(client.NotArmed, match="guest adas is not running within 0.05 s: it is waiting"):
        demo.guest("adas").wait(within=0.05)
    demo.guest("adas").wait("waiting", within=5)


def test_a_line_that_the_guest_has_not_is_not_found_with_the_nearest(demo):
    with pytest.raises(client.NotFound, match="guest ivi has no line CRACH; did you mean CRASH") as refused:
        demo.guest("ivi").wait_armed("CRACH")
    assert refused.value.nearest == "CRASH"
    with pytest.raises(client.NotFound):
        demo.guest("nobody").wait_armed("IGN")
