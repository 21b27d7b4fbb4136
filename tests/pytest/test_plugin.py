"""The pytest plugin, as another pytest sees it."""

import subprocess

import pytest
from proxy import Silent

RIG = "chips: { bench: { driver: sim, lines: [IGN] } }\nguests: { ivi: { lines: [{ from: bench/IGN }] } }\n"


@pytest.fixture
def project(pytester, root, monkeypatch):
    """A folder of tests that have the client on their path."""
    monkeypatch.setenv("PYTHONPATH", str(root / "python"))
    pytester.makeconftest('pytest_plugins = ["gpiohub"]')
    return pytester


def test_a_rig_is_started_and_ends_with_its_test(project):
    project.makepyfile(f"""
        from pathlib import Path
        import gpiohub as client
        started = []

        def test_it(rig):
            hub = rig({RIG!r})
            hub["bench/IGN"] = 1
            assert hub["ivi:IGN"].value == 1
            other = rig({{"chips": {{"c": {{"driver": "sim", "lines": ["A"]}}}}}})
            other["c/A"] = 1
            started.extend([hub, other])

        def test_they_have_ended():
            assert [one.process.returncode for one in started] == [0, 0]
            assert not any(one.sockets.exists() for one in started)
            assert all((one.folder / "hub.log").exists() for one in started)
    """)
    project.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


def test_the_running_hub_is_as_it_was_after_each_test(project, demo):
    project.makepyfile("""
        def test_one(gpiohub):
            gpiohub["bench/IGN"] = 1
            gpiohub.fault("bench/CRASH", "stuck-1")
            gpiohub["bench/SCL"].pulse("1m")

        def test_two(gpiohub):
            assert gpiohub["bench/IGN"].value == 0
            assert gpiohub.faults() == []
            assert gpiohub["bench/SCL"].value == 1
    """)
    project.runpytest_subprocess(f"--gpiohub={demo.where}", "-p", "no:cacheprovider").assert_outcomes(passed=2)


def test_a_test_that_fails_leaves_what_its_hubs_recorded_and_says_where(project):
    project.makepyfile(test_one=f"""
        def test_it(rig):
            hub, other = rig({RIG!r}), rig({RIG!r})
            hub["bench/IGN"] = 1
            hub["bench/IGN"] = 0
            assert other["bench/IGN"].value == 1
    """)
    result = project.runpytest_subprocess("--gpiohub-recordings=kept", "-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*- gpiohub -*", "recording of *: kept/test_one.py_test_it.vcd *", "*info *"])
    result.stdout.fnmatch_lines(["recording of *: kept/test_one.py_test_it1.vcd *"])
    text = (project.path / "kept/test_one.py_test_it.vcd").read_text()
    assert "$scope module bench $end" in text and "IGN" in text
    for name in ("test_it", "test_it1"):
        subprocess.run(["vcd2fst", f"kept/test_one.py_{name}.vcd", f"{name}.fst"], check=True, capture_output=True)
    played = subprocess.run(["fst2vcd", "test_it.fst"], check=True, capture_output=True, text=True).stdout
    assert [line[0] for line in played.splitlines() if line[:1] in ("0", "1")][-2:] == ["1", "0"]


def test_what_is_recorded_is_kept_only_if_the_test_fails(project):
    project.makepyfile(f"""
        def test_it(rig):
            rig({RIG!r})["bench/IGN"] = 1
    """)
    project.runpytest_subprocess("--gpiohub-recordings=kept", "-p", "no:cacheprovider").assert_outcomes(passed=1)
    assert not (project.path / "kept").exists()


def test_a_hub_that_gives_no_recording_is_told_as_such_and_the_test_fails_as_it_did(project, tmp_path_factory):
    body = b'{"title":"","status":404,"detail":"no resource","code":"not-found"}'
    head = f"HTTP/1.1 404 Not Found\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    hub = Silent(tmp_path_factory.mktemp("s"), head + body)
    project.makepyfile("def test_it(gpiohub):\n    assert 1 == 2\n")
    result = project.runpytest_subprocess(f"--gpiohub={hub.path}", "-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *assert 1 == 2", "*- gpiohub -*", f"no recording: {hub.path} has no recorder"])


def test_what_is_wrong_with_a_rig_is_said_by_the_hub(project):
    project.makepyfile("""
        def test_it(rig):
            rig("chips: { c: { driver: sim, lines: [A] } }\\nguests: { ivi: { lines: [{ from: c/B }] } }\\n")
    """)
    result = project.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the hub ended with 78: *rig.yaml:2:*"])


def test_a_script_that_uses_the_client_does_not_load_pytest(project):
    script = project.makepyfile(script="import sys, gpiohub\nassert 'pytest' not in sys.modules\nassert not hasattr(gpiohub, 'rig')\n")
    assert project.runpython(script).ret == 0
