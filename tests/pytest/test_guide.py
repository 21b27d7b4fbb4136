"""Every example of docs/guide/python.md does what it says."""

import contextlib
import io
import re
import subprocess

import pytest
from conftest import ROOT
from labgrid import Environment

import gpiohub as client

GUIDE = (ROOT / "docs/guide/python.md").read_text()
BLOCKS = [(match[1], match[2]) for match in re.finditer(r"^```(\w+)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)]
SCRIPTS = [text for kind, text in BLOCKS if kind == "python" and "def test_" not in text]
TESTS = [text for kind, text in BLOCKS if kind == "python" and "def test_" in text]


def of(kind):
    return [text for name, text in BLOCKS if name == kind]


def test_every_block_is_of_a_kind_that_a_test_runs():
    assert {kind: len(of(kind)) for kind, _ in BLOCKS} == {"sh": 1, "python": 9, "robot": 1, "yaml": 2}
    assert (len(SCRIPTS), len(TESTS)) == (7, 2)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda text: next(re.finditer(r"hub\S+", text.split("Hub()")[1]))[0])
def test_a_script_runs_and_prints_what_its_comments_say(script, demo):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(script, "docs/guide/python.md", "exec"), {})
    for said in re.findall(r"print\(\w+\) +# (.+)", script):
        assert said in out.getvalue()
    demo["bench/IGN"] = demo["bench/CRASH"] = None


@pytest.mark.parametrize("text", TESTS, ids=lambda text: re.search(r"def (\w+)", text)[1])
def test_a_test_passes(text, pytester, demo, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "python"))
    pytester.makeconftest('pytest_plugins = ["gpiohub"]')
    pytester.makepyfile(text)
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_the_client_is_fetched_as_it_is_said(demo, tmp_path):
    command = of("sh")[0].replace("/run/gpiohub/control.sock", demo.where)
    subprocess.run(["bash", "-ec", command], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "gpiohub.py").read_bytes() == (ROOT / "python/gpiohub.py").read_bytes()


def test_the_robot_cases_pass_keyword_by_keyword(demo):
    """As Robot calls a keyword: by its name in small letters, named arguments by their names."""
    settings, cases = of("robot")[0].split("*** Test Cases ***")
    assert "Library           gpiohub.GpioHubLibrary" in settings
    library = client.GpioHubLibrary(demo.where)
    variables, called = {}, 0
    for line in cases.splitlines():
        if not line.startswith("    "):
            library.restore_lines()
            continue
        words = re.split(r" {2,}", line.strip())
        result = words.pop(0).rstrip("=") if words[0].startswith("${") else None
        words = [variables.get(word, word) for word in words]
        named = dict(word.split("=", 1) for word in words[1:] if re.match(r"\w+=", word))
        keyword = getattr(library, words[0].lower().replace(" ", "_"))
        variables[result] = keyword(*[word for word in words[1:] if not re.match(r"\w+=", word)], **named)
        called += 1
    library.restore_lines()
    assert called == 8


def test_the_labgrid_environment_has_an_input(demo, tmp_path):
    (tmp_path / "env.yaml").write_text(of("yaml")[1].replace("/run/gpiohub/control.sock", demo.where))
    target = Environment(str(tmp_path / "env.yaml")).get_target("main")
    assert target.get_driver("GpioHubInput").get() is False
    target.cleanup()
