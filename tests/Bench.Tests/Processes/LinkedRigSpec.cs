using GpioHub.Bench.Processes;
using Xunit;

namespace GpioHub.Bench.Tests.Processes;

public class LinkedRigSpec
{
    private static readonly string[] At = ["127.77.0.1:4053", "127.77.0.2:4053"];

    [Fact(DisplayName = "Each host has the same hosts, chip and guests, and sockets and a certificate of its own")]
    public void Linked()
    {
        string[] yaml = new LinkedRig("/tmp/x", Host: 1, At, Guests: 2, ["poll: off"]) { Certificates = "/tmp/c" }.Yaml().Split('\n');

        Assert.Equal(
            [
                "hub:", "  sockets: /tmp/x", "  poll: off",
                "rig: { name: bench, ca: /tmp/c/bench-ca.pem, certificate: /tmp/c/h1.pem }",
                "hosts:", "  h0: { at: \"127.77.0.1:4053\" }", "  h1: { at: \"127.77.0.2:4053\" }",
                "chips:", "  bench: { driver: sim, host: h0, lines: [EDGE, EDGE2, BACK, QUIET] }", "guests:",
            ],
            yaml[..10]);
        Assert.Equal("  drive: { host: h0, lines: [{ from: bench/EDGE, access: out }] }", yaml[10]);
        Assert.Contains("  set: { host: h1, lines: [{ from: bench/BACK, access: out }] }", yaml);
        Assert.Equal(
            ["h0-g0: { host: h0", "h0-g1: { host: h0", "h1-g0: { host: h1", "h1-g1: { host: h1"],
            yaml[^5..^1].Select(line => line.Trim().Split(',')[0]));
    }

    [Fact(DisplayName = "Without certificates there is no TLS")]
    public void Plain() => Assert.Contains(
        "rig: { name: bench }\n", new LinkedRig("/tmp/x", Host: 0, At, Guests: 1, []).Yaml(), StringComparison.Ordinal);

    [Fact(DisplayName = "One host alone has no rig and no links, and the same guests")]
    public void Alone()
    {
        string yaml = new LinkedRig("/tmp/x", Host: 0, At[..1], Guests: 1, []) { Certificates = "/tmp/c" }.Yaml();

        Assert.DoesNotContain("rig:", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("host:", yaml, StringComparison.Ordinal);
        Assert.EndsWith("  h0-g0: { lines: [{ from: bench/EDGE, access: in }] }\n", yaml, StringComparison.Ordinal);
    }
}
