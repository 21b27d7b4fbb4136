"""The tests of python/: against a real hub, which each session starts once."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["gpiohub", "pytester"]

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("GPIOHUB_PROGRAM", str(ROOT / "src/Hub/bin/Release/net10.0/gpiohub"))


@pytest.fixture(scope="session", autouse=True)
def demo(tmp_path_factory):
    """The demo rig, running: the hub of the fixture `gpiohub`."""
    import gpiohub as client

    with client.Rig(ROOT / "config/demo.yaml", tmp_path_factory.mktemp("demo")) as hub:
        os.environ["GPIOHUB_HUB"] = hub.where
        yield hub


@pytest.fixture
def root():
    """The repository."""
    return ROOT
