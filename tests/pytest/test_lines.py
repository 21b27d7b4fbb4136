"""Lines, pulses and faults, and how a refusal reads."""

import json

import pytest

import gpiohub as client


def test_a_level_that_is_set_is_read_by_either_address(gpiohub):
    gpiohub["bench/IGN"] = 1
    assert (gpiohub["bench/IGN"].value, gpiohub["ivi:IGN"].value, gpiohub["adas:0"].value) == (1, 1, 1)
    gpiohub.guest("ivi")["IGN"].value = 0
    assert gpiohub["bench/0"].value == 0


def test_none_withdraws_and_the_line_is_driven_no_longer(gpiohub):
    gpiohub["bench/SDA"] = 0
    assert [driver["kind"] for driver in gpiohub["bench/SDA"].document["drivers"]] == ["stimulus"]
    gpiohub["bench/SDA"] = None
    assert (gpiohub["bench/SDA"].document["drivers"], gpiohub["bench/SDA"].value) == ([], 1)


def test_several_lines_are_set_in_one_request_that_is_checked_whole(gpiohub):
    gpiohub.set({"bench/IGN": 1, "ivi:CRASH": True})
    assert (gpiohub["bench/IGN"].value, gpiohub["bench/CRASH"].value) == (1, 1)
    with pytest.raises(client.NotFound):
        gpiohub.set({"bench/IGN": 0, "bench/NOPE": 0})
    assert gpiohub["bench/IGN"].value == 1


@pytest.mark.parametrize("level", [2, "on", 0.5, "1\n"])
def test_what_is_no_level_is_refused_here_and_not_sent(gpiohub, level):
    with pytest.raises(client.Malformed, match="is no level"):
        gpiohub["bench/IGN"] = level


def test_a_pulse_is_played_and_ended_by_the_hub(gpiohub):
    with gpiohub.watch("bench/CRASH") as edges:
        assert gpiohub["bench/CRASH"].pulse("20ms").startswith("p")
        begin, end = edges.wait("rising", within=5), edges.wait("falling", within=5)
    assert end.ns > begin.ns and gpiohub["bench/CRASH"].document["drivers"] == []


def test_a_pulse_without_end_ends_when_it_is_told_to(gpiohub):
    line = gpiohub["bench/CRASH"]
    line.pulse(0.001, "1ms", repeat=0)
    with pytest.raises(client.Busy, match="pulse"):
        line.pulse("1ms")
    line.end_pulse()
    line.end_pulse()
    assert line.value == 0


def test_a_fault_lasts_as_long_as_its_with(gpiohub):
    with gpiohub.fault("bench/IGN", "stuck-1", ttl=60) as fault:
        assert (gpiohub["ivi:IGN"].value, fault.fired) == (1, 1)
        assert [one["id"] for one in gpiohub.faults()] == [fault.id]
    assert (gpiohub["ivi:IGN"].value, gpiohub.faults()) == (0, [])
    with pytest.raises(client.NotFound):
        fault.document


def test_a_fault_of_a_chip_and_one_that_somebody_else_ended(gpiohub):
    with gpiohub.fault("bench", "error") as fault:
        assert fault.document["chip"] == "bench"
        gpiohub.end_faults()
    assert gpiohub.faults() == []


MISSPELT = [("bench/IGM", "bench/IGN"), ("bensh/IGN", "bench"), ("iwi:IGN", "ivi"), ("ivi:DATE", "ivi:DATA")]


@pytest.mark.parametrize("address, nearest", MISSPELT)
def test_a_misspelt_name_is_not_found_with_the_nearest(gpiohub, address, nearest):
    with pytest.raises(client.NotFound) as refused:
        gpiohub[address].value
    assert (refused.value.status, refused.value.nearest) == (404, nearest)
    assert nearest in str(refused.value)


def test_names_with_any_sign_in_them_are_sent_as_one_segment(rig):
    hub = rig("chips: { c: { driver: sim, lines: ['A/B:C', '5%2F', ' x?#'] } }\n")
    for name in ("A/B:C", "5%2F", " x?#"):
        hub[f"c/{name}"] = 1
        assert hub[f"c/{name}"].document["name"] == name


def test_every_code_of_the_api_is_an_exception_of_that_code(gpiohub):
    description = gpiohub._ask("GET", "/v1/openapi.json").json
    codes = description["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert sorted(codes) == sorted(client._REFUSALS)
    for code in codes:
        body = json.dumps({"title": "T", "status": 400, "detail": "words of the hub", "code": code, "nearest": "x"}).encode()
        error = client.HubError.of(400, body)
        assert (type(error), error.code, str(error), error.nearest) == (client._REFUSALS[code], code, "words of the hub", "x")


def test_a_code_of_a_later_hub_is_a_hub_error_with_that_code():
    error = client.HubError.of(418, b'{"title":"","status":418,"detail":"short and stout","code":"teapot"}')
    assert (type(error), error.code, error.status, str(error)) == (client.HubError, "teapot", 418, "short and stout")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"code":1}', b"\xff"])
def test_an_answer_that_is_no_problem_document_is_told_as_it_is(body):
    error = client.HubError.of(502, body)
    assert error.status == 502 and "502" in str(error)


def test_a_configuration_is_checked_applied_and_reloaded(rig):
    hub = rig("chips: { c: { driver: sim, lines: [A] } }\n")
    more = f"hub: {{ sockets: {hub.sockets} }}\nchips: {{ c: {{ driver: sim, lines: [A, B] }} }}\n"
    assert hub.check(more) == [] and hub.diff(more)["changes"]
    with pytest.raises(client.OtherGeneration):
        hub.apply(more, generation=7)
    hub.apply(more, generation=1)
    hub["c/B"] = 1
    assert list(hub.config["chips"]["c"]["lines"][1].values())[1] == "B"
    hub.reload()
    with pytest.raises(client.NotFound):
        hub["c/B"].value
    with pytest.raises(client.InvalidConfig) as refused:
        hub.check("chips: [x]\n")
    assert refused.value.errors[0]["line"] == 1


def test_tidy_undoes_what_this_object_has_done_and_nothing_else(gpiohub, demo):
    demo["bench/WAKE"] = 1
    with client.Hub(demo.where) as other:
        other["bench/IGN"] = 1
        other.set({"bench/CRASH": 1})
        other["bench/SCL"].pulse("50ms", repeat=0)
        other.fault("bench/IGN", "invert")
        other.tidy()
    assert [len(demo[f"bench/{name}"].document["drivers"]) for name in ("IGN", "CRASH", "SCL", "WAKE")] == [0, 0, 0, 1]
    assert demo.faults() == []
    demo["bench/WAKE"] = None
