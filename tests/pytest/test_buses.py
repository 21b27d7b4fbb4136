"""Buses: lines that are one number."""

import pytest

import gpiohub as client

RIG = """
chips: { gearbox: { driver: sim, lines: [G0, G1, G2, G3] } }
guests: { tcu: { lines: [{ from: gearbox/G0 }, { from: gearbox/G3 }] } }
buses: { GEAR: [gearbox/G3, gearbox/G2, gearbox/G1, gearbox/G0] }
"""


@pytest.fixture
def hub(rig):
    return rig(RIG)


def test_a_bus_is_set_and_read_as_a_number(hub):
    hub["GEAR"] = 0b1010
    assert (hub["GEAR"].value, hub["gearbox/G3"].value, hub["tcu:G0"].value) == (10, 1, 0)
    hub["GEAR"].set("0x3")
    assert hub["GEAR"].document["hex"] == "0x3"
    assert [one["name"] for one in hub.buses] == ["GEAR"]
    hub.set({"GEAR": 12})
    assert hub["GEAR"].value == 12
    hub["GEAR"] = None
    assert hub["gearbox/G3"].document["drivers"] == []


@pytest.mark.parametrize("value", [-1, 1.5, 16, "0b2"])
def test_what_a_bus_cannot_be_is_refused(hub, value):
    with pytest.raises(client.Malformed):
        hub["GEAR"] = value
    assert hub["GEAR"].value == 0


def test_a_pulse_and_a_fault_are_on_every_line_of_a_bus(hub):
    assert len(hub["GEAR"].pulse("1m").split()) == 4
    assert hub["GEAR"].value == 15
    with hub.fault("GEAR", "stuck-0") as fault:
        assert (len(fault.ids), fault.fired, hub["GEAR"].value) == (4, 4, 0)
    assert hub["GEAR"].value == 15
    hub["GEAR"].end_pulse()
    assert (hub["GEAR"].value, hub.faults()) == (0, [])


def test_tidy_withdraws_from_a_bus(hub):
    hub["GEAR"] = 5
    hub.fault("GEAR", "stuck-1")
    hub.tidy()
    assert (hub["GEAR"].value, hub.faults()) == (0, [])


def test_a_bus_that_there_is_not_is_not_found_with_the_nearest(hub):
    with pytest.raises(client.NotFound) as refused:
        hub["GAER"].value
    assert refused.value.nearest == "GEAR"


def test_keywords_take_a_bus(hub):
    keywords = client.GpioHubLibrary(hub.where)
    keywords.set_line("GEAR", "0b1010")
    keywords.line_should_be("GEAR", "0xa")
    with pytest.raises(AssertionError, match="GEAR is 10, not 3"):
        keywords.line_should_be("GEAR", "3")
