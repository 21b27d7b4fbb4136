"""The client as a file: what it is made of, and that the hub gives it away."""

import ast
import sys
from pathlib import Path

import gpiohub as client

FILE = Path(client.__file__)


def test_the_hub_serves_this_very_file(gpiohub):
    assert gpiohub._ask("GET", "/client/gpiohub.py").body == FILE.read_bytes()


def test_the_file_lies_beside_the_program():
    assert (Path(client.program()).parent / "gpiohub.py").read_bytes() == FILE.read_bytes()


def test_it_is_python_3_9_and_needs_nothing_but_the_standard_library():
    tree = ast.parse(FILE.read_text(), feature_version=(3, 9))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in named} - set(sys.stdlib_module_names) == {"pytest"}
    assert not any(isinstance(node, ast.Match) for node in ast.walk(tree))


def test_everything_public_has_its_help():
    public = [name for name in vars(client) if not name.startswith("_") and getattr(vars(client)[name], "__module__", "") == "gpiohub"]
    for name in set(public) - {"pytest_addoption", "pytest_runtest_makereport"}:
        one = vars(client)[name]
        assert one.__doc__ or not callable(one), name
        for part, member in vars(one).items() if isinstance(one, type) and not issubclass(one, tuple) else ():
            if not part.startswith("_") and (callable(member) or isinstance(member, property)):
                assert member.__doc__, f"{name}.{part}"
    assert set(client.__all__) <= set(vars(client))
