using GpioHub.Bench.Processes;
using Xunit;

namespace GpioHub.Bench.Tests.Processes;

public class ScaleRigSpec
{
    [Fact(DisplayName = "Every guest has all lines of one chip, and one more guest drives the first of them")]
    public void Plain() => Assert.Equal(
        ["hub:", "  sockets: /tmp/x", "  poll: off", "chips:", "  bench: { driver: sim, lines: 2 }", "guests:",
            "  \"g{0..2}\": { lines: [{ from: bench/0 }, { from: bench/1 }] }",
            "  drive: { lines: [{ from: bench/0, access: out }] }", ""],
        new ScaleRig(Guests: 3, Lines: 2).Yaml("/tmp/x", ["poll: off"]).Split('\n'));

    [Fact(DisplayName = "Lines that all guests may drive are wired-or")]
    public void Shared()
    {
        string yaml = (new ScaleRig(Guests: 2, Lines: 1) { Shared = true }).Yaml("/tmp/x", []);

        Assert.Contains("lines: 1, resolve: wired-or }", yaml, StringComparison.Ordinal);
        Assert.Contains("\"g{0..1}\": { lines: [{ from: bench/0, access: inout }] }", yaml, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Halves are on a chip each; the guest that drives a line of the first has more lines of the second")]
    public void Halves()
    {
        string[] yaml = (new ScaleRig(Guests: 4, Lines: 2) { Halves = true }).Yaml("/tmp/x", []).Split('\n');

        Assert.Equal(
            ["  other: { driver: sim, lines: 2 }", "guests:",
                "  \"g{0..1}\": { lines: [{ from: bench/0 }, { from: bench/1 }] }",
                "  \"g{2..3}\": { lines: [{ from: other/0 }, { from: other/1 }] }",
                "  drive: { lines: [{ from: bench/0, access: out }, { from: other/0 }, { from: other/1 }] }", ""],
            yaml[4..]);
    }
}
