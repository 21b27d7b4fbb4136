"""labgrid: what its HttpDigitalOutput sends, through Debian's requests; and the input driver, in Debian's labgrid."""

import socket

import pytest
import requests
from labgrid import Environment, Target

import gpiohub as client

TOKEN = "6f1c3b0a9d7e5f2468ace013579bdf02"


@pytest.fixture
def port(rig, tmp_path):
    """A hub on a port of loopback, with a token that may drive."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    token = tmp_path / "hub/lab.token"
    token.parent.mkdir()
    token.write_text(TOKEN)
    token.chmod(0o600)
    rig({
        "hub": {"http": f"127.0.0.1:{number}", "tokens": [{"name": "lab", "role": "control", "file": str(token)}]},
        "chips": {"bench": {"driver": "sim", "lines": ["IGN"]}},
    })
    return number


def test_an_http_digital_output_sets_a_line_and_reads_it_back(port):
    url = f"http://x:{TOKEN}@127.0.0.1:{port}/v1/lines/bench/IGN/value"
    for asserted, body in ((True, "1"), (False, "0")):
        requests.request("PUT", url, data=body).raise_for_status()
        answer = requests.get(url)
        answer.raise_for_status()
        assert answer.text == body, asserted


def test_without_its_token_it_is_refused(port):
    url = f"http://127.0.0.1:{port}/v1/lines/bench/IGN/value"
    assert requests.request("PUT", url, data="1").status_code == 401
    assert requests.request("PUT", url.replace("//", "//x:wrong@"), data="1").status_code == 401
    with pytest.raises(client.Unauthorized) as refused:
        client.Hub(f"http://127.0.0.1:{port}", token="wrong" * 8)["bench/IGN"] = 1
    assert "wrong" not in str(refused.value)


@pytest.mark.parametrize("where", ["http://127.0.0.1:{port}", "http://any:{token}@127.0.0.1:{port}"])
def test_the_client_shows_a_token_as_bearer_or_from_the_url(port, where):
    hub = client.Hub(where.format(port=port, token=TOKEN), None if "{token}" in where else TOKEN)
    hub["bench/IGN"] = 1
    with hub.watch("bench/IGN") as edges:
        hub["bench/IGN"] = 0
        assert edges.wait("falling", within=5)
    assert TOKEN not in repr(hub)


def test_a_hub_that_is_gone_is_told_without_the_token(port):
    hub = client.Hub(f"http://x:{TOKEN}@127.0.0.1:1")
    with pytest.raises(client.NoHub) as refused:
        hub.document
    assert TOKEN not in str(refused.value)


def test_an_input_reads_waits_and_sees_every_edge(demo, tmp_path):
    (tmp_path / "env.yaml").write_text(f"""
        imports: [labgrid_gpiohub]
        targets:
          main:
            resources:
              GpioHubLine: {{ hub: {demo.where}, line: "ivi:IGN" }}
            drivers:
              GpioHubInput: {{}}
    """)
    target: Target = Environment(str(tmp_path / "env.yaml")).get_target("main")
    ign = target.get_driver("GpioHubInput")
    assert ign.get() is False
    ign.wait(False, timeout=5)
    with pytest.raises(client.NoEdge):
        ign.wait(True, timeout=0.03)
    ign.watch()
    demo["bench/IGN"] = 1
    ign.wait(True, timeout=5)
    demo["bench/IGN"] = None
    assert ign.wait_edge("rising", timeout=5) < ign.wait_edge("falling", timeout=5)
    target.deactivate(ign)
