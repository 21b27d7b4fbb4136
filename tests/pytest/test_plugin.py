"""The pytest plugin, as another pytest sees it."""

import pytest

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


def test_a_test_that_fails_says_where_its_recording_and_what_the_log_is(project):
    project.makepyfile(f"""
        def test_it(rig):
            hub = rig({RIG!r})
            hub["bench/IGN"] = 1
            assert hub["bench/IGN"].value == 0
    """)
    result = project.runpytest_subprocess("--gpiohub-recordings=kept", "-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.re_match_lines([r".*gpiohub.*", r"(no )?recording.*"], consecutive=True)


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
