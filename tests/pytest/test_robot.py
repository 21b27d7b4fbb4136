"""The keywords for Robot Framework, called as it calls them: with texts."""

import inspect

import pytest

import gpiohub as client


@pytest.fixture
def keywords(demo):
    library = client.GpioHubLibrary(demo.where)
    yield library
    library.restore_lines()


def test_a_line_is_set_and_held_to_its_level(keywords):
    keywords.set_line("bench/IGN", "1")
    keywords.line_should_be("ivi:IGN", "1")
    assert keywords.get_line("bench/IGN") == 1
    with pytest.raises(AssertionError, match="bench/IGN is 1, not 0"):
        keywords.line_should_be("bench/IGN", "0")
    keywords.set_line("bench/IGN", "z")
    keywords.line_should_be("bench/IGN", "0")


def test_edges_are_watched_from_watch_lines_on(keywords):
    with pytest.raises(AssertionError, match="Watch Lines comes first"):
        keywords.wait_for_edge("bench/CRASH")
    keywords.watch_lines("bench/CRASH", "bench/IGN")
    keywords.pulse_line("bench/CRASH", "5ms")
    begin = keywords.wait_for_edge("bench/CRASH", "rising", within="5s")
    assert keywords.wait_for_edge("bench/CRASH", "falling", within="5s") > begin
    keywords.no_edge_should_come("bench/IGN", within="30ms")
    keywords.set_line("bench/IGN", "1")
    with pytest.raises(AssertionError):
        keywords.no_edge_should_come("bench/IGN", within="60s")


def test_a_fault_is_injected_and_ended(keywords, demo):
    id = keywords.inject_fault("bench/IGN", "bounce", count="5", period="1ms", seed="7")
    assert [(one["count"], one["period"], one["seed"]) for one in demo.faults()] == [(5, "1ms", 7)]
    keywords.end_fault(id)
    keywords.end_fault(id)
    assert demo.faults() == []


def test_a_guest_that_is_not_armed_is_said(keywords):
    with pytest.raises(AssertionError, match="adas:IGN is not armed"):
        keywords.wait_until_armed("adas", "IGN", within="30ms")


def test_restore_lines_undoes_what_the_keywords_did(keywords, demo):
    keywords.set_line("bench/IGN", "1")
    keywords.inject_fault("bench/CRASH", "stuck-1")
    keywords.restore_lines()
    assert (demo["bench/IGN"].document["drivers"], demo.faults()) == ([], [])


def test_every_keyword_has_a_line_of_help():
    names = [name for name, one in inspect.getmembers(client.GpioHubLibrary, inspect.isfunction) if not name.startswith("_")]
    assert len(names) == 12
    assert all(getattr(client.GpioHubLibrary, name).__doc__ for name in names)
