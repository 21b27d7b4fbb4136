using GpioHub.Bench.Processes;
using Xunit;

namespace GpioHub.Bench.Tests.Processes;

public class BenchRigSpec
{
    [Fact(DisplayName = "Guests have 32 lines of their own each; the driver has those of the first guest and the first of the second")]
    public void Lines()
    {
        string[] yaml = new BenchRig("/tmp/x", Guests: 2, ["poll: off"]).Yaml().Split('\n');

        Assert.Equal(["hub:", "  sockets: /tmp/x", "  poll: off", "chips:", "  bench: { driver: sim, lines: 64 }", "guests:", "  g0:",
            "    lines:"], yaml[..8]);
        Assert.Equal("      - { from: bench/31, access: in }", yaml[39]);
        Assert.Equal(["  g1:", "    lines:", "      - { from: bench/32, access: in }"], yaml[40..43]);
        Assert.Equal(["  drive:", "    lines:", "      - { from: bench/0, access: out }"], yaml[74..77]);
        Assert.Equal(["      - { from: bench/32, access: out }", ""], yaml[^2..]);
    }

    [Fact(DisplayName = "With one guest the driver has just that guest's lines")]
    public void One() =>
        Assert.EndsWith("bench/31, access: out }\n", new BenchRig("/tmp/x", Guests: 1, []).Yaml(), StringComparison.Ordinal);
}
