"""Inputs of a GpioHub for labgrid: the level of a line, and waiting for it.

labgrid's own HttpDigitalOutput drives a line (docs/guide/python.md shows its YAML); it cannot wait. In the environment's file:

    imports: [labgrid_gpiohub]                      # this file and gpiohub.py are on PYTHONPATH
    targets:
      main:
        resources:
          GpioHubLine: { hub: "http://rig:8080", line: "ivi:IGN", token: "…" }      # or hub: /run/gpiohub/control.sock
        drivers:
          GpioHubInput: {}

and in a test

    ign = target.get_driver("GpioHubInput")
    ign.watch()
    power.on()
    ign.wait_edge("rising", timeout=2.0)
"""

from __future__ import annotations

from typing import Optional

import attr
from labgrid.driver.common import Driver
from labgrid.factory import target_factory
from labgrid.resource.common import Resource
from labgrid.step import step

from gpiohub import Hub, Watch, both


@target_factory.reg_resource
@attr.s(eq=False)
class GpioHubLine(Resource):
    """A line of a hub. hub: a socket's path or an address; line: CHIP/LINE or GUEST:LINE; token: one of `hub.tokens`, for an address."""

    hub = attr.ib(validator=attr.validators.instance_of(str))
    line = attr.ib(validator=attr.validators.instance_of(str))
    token = attr.ib(default=None, validator=attr.validators.optional(attr.validators.instance_of(str)))


@target_factory.reg_driver
@attr.s(eq=False)
class GpioHubInput(Driver):
    """Reads a line, and waits for its level or its edges."""

    bindings = {"port": GpioHubLine}

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self._watch: Optional[Watch] = None

    def on_activate(self) -> None:
        self._hub = Hub(self.port.hub, self.port.token)

    def on_deactivate(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        self._hub.close()

    @Driver.check_active
    @step(result=True)
    def get(self) -> bool:
        """The level of the line."""
        return bool(self._hub[self.port.line].value)

    @Driver.check_active
    @step(args=["level"])
    def wait(self, level: bool, timeout: float = 10.0) -> None:
        """Waits until the line has this level; at once if it has it. Raises gpiohub.NoEdge."""
        with self._hub.watch(self.port.line) as edges:
            if edges.levels[self.port.line] != int(level):
                edges.wait("rising" if level else "falling", timeout)

    @Driver.check_active
    @step()
    def watch(self) -> None:
        """Watches the line's edges from now on, for `wait_edge`."""
        if self._watch is not None:
            self._watch.close()
        self._watch = self._hub.watch(self.port.line).__enter__()

    @Driver.check_active
    @step(args=["edge"], result=True)
    def wait_edge(self, edge: str = both, timeout: float = 10.0) -> int:
        """Waits for the next edge since `watch` or the last wait; returns its time in ns. Raises gpiohub.NoEdge."""
        if self._watch is None:
            self.watch()
        return self._watch.wait(edge, timeout).ns
