using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Check;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>A rig of several hosts with a file each: <c>rig</c>, <c>hubs</c>, chips of other hosts and what is shared.</summary>
public class HostsSpec
{
    private const string RigOfA = "rig: { name: r, host: a, listen: 127.0.0.1:4053 }\nhubs: { b: { at: 127.0.0.2:4053 } }\n";

    [Fact(DisplayName = "rig and hubs make the links: who this host is, whom it lets in, and how long a hub may be silent (IF-1.16)")]
    public void Links()
    {
        var links = Rig.Plan("rig: { name: rig7, host: a, listen: '10.0.0.1:4053', ca: ca.pem, certificate: '{host}.pem' }\n" +
            "hubs: { b: { at: 'bench-b.lab:4053' }, 'c{1..2}': { at: '10.0.1.{n}:4054', away: 300ms, whenStopped: hold } }").Links!;

        Assert.Equal(("rig7", "a", new HostAddress("10.0.0.1", 4053)), (links.Rig, links.Host, links.Listen));
        Assert.Equal(new LinkCertificates("/rigs/ca.pem", "/rigs/a.pem"), links.Certificates);
        Assert.Equal(
            [
                new PeerPlan("b", new HostAddress("bench-b.lab", 4053), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
                new PeerPlan("c1", new HostAddress("10.0.1.1", 4054), TimeSpan.FromMilliseconds(300), null),
                new PeerPlan("c2", new HostAddress("10.0.1.2", 4054), TimeSpan.FromMilliseconds(300), null),
            ], links.Peers.AsEnumerable());
    }

    [Fact(DisplayName = "A host that the file does not name has the name that was asked for, else the machine's own (IF-1.16)")]
    public void NameOfHost()
    {
        const string yaml = "rig: { name: r, listen: 127.0.0.1:4053 }";

        Assert.Equal("x", ConfigurationLoader.LoadText(yaml, host: Rig.User with { Name = "x" }).Plan!.Links!.Host);
        Assert.Equal(Environment.MachineName, ConfigurationLoader.LoadText(yaml, host: Rig.User).Plan!.Links!.Host);
    }

    [Theory(DisplayName = "Whatever is wrong with hosts is told where it stands, and what was expected (IF-1.16, LK-15)")]
    [InlineData("hubs: { b: { at: 127.0.0.2:4053 } }", "rig.yaml:1:7: hubs: \"rig\" is missing beside it")]
    [InlineData("rig: { name: r, host: a, listen: 10.0.0.1:4053 }", "other machines reach 10.0.0.1:4053; expected ca and certificate")]
    [InlineData("rig: { name: r, host: a, listen: 10.0.0.1:4053, ca: c }", "ca and certificate belong together; certificate is missing")]
    [InlineData("rig: { name: r, host: a, listen: '10.0.0.1' }", "expected an address such as 10.77.0.2:4053")]
    [InlineData("rig: { name: r, host: a, listen: '127.0.0.1:0' }", "expected an address such as 10.77.0.2:4053")]
    [InlineData("rig: { name: r, host: a }", "\"listen\" is missing; expected an address")]
    [InlineData("rig: { name: r, host: a, listen: 127.0.0.1:1 }\nhubs: { a: { at: 127.0.0.2:1 } }", "\"a\" is this host itself")]
    [InlineData("rig: { name: r, host: a, listen: 127.0.0.1:1 }\nhubs: { b: { at: 127.0.0.1:1 } }",
        "127.0.0.1:1 is this host's own address")]
    [InlineData(RigOfA + "chips: { x: { driver: remote, hub: c } }", "rig.yaml:3:36: chips.x.hub: no hub \"c\"")]
    [InlineData("chips: { x: { driver: remote, hub: c } }", "no hub \"c\"; rig and hubs are missing")]
    [InlineData(RigOfA + "chips: { x: { driver: remote } }", "\"hub\" is missing")]
    [InlineData(RigOfA + "chips: { x: { driver: remote, hub: b, bias: pull-up } }", "set it in the file of the host that has the chip")]
    [InlineData(RigOfA + "chips: { x: { driver: remote, hub: b, share: all } }", "\"share\" is for the hub that has the chip")]
    [InlineData(RigOfA + "chips: { x: { driver: sim, lines: [A], hub: b } }", "\"hub\" is for driver remote only")]
    [InlineData(RigOfA + "chips: { x: { driver: sim, lines: [A], share: [B] } }", "no line \"B\" on chip \"x\"")]
    [InlineData(RigOfA + "chips: { x: { driver: sim, lines: [A], share: [{ line: B }] } }", "no line \"B\" on chip \"x\"")]
    [InlineData(RigOfA + "chips: { x: { driver: sim, lines: [A], share: [{ control: read }] } }", "\"line\" is missing")]
    [InlineData(RigOfA + "chips: { x: { driver: sim, lines: [A], share: [{ line: A, control: write }] } }", "expected read or drive")]
    [InlineData(RigOfA + "chips: { x: { driver: sim, lines: [A], share: [A, { line: 0, control: read }] } }",
        "\"0\" is already shared at line 3")]
    [InlineData(RigOfA + "chips: { x: { driver: remote, hub: b }, y: { driver: remote, hub: b, chip: x } }",
        "remote, x of b is already \"x\"")]
    [InlineData(RigOfA + "chips: { x: { driver: sim, lines: [A], host: a } }", "host is for a file for all hosts; hosts is missing")]
    [InlineData("chips: { x: { driver: sim, lines: [A], share: all } }", "nobody can have what it shares: rig and hubs are missing")]
    public void Wrong(string yaml, string said) =>
        Assert.Contains(Rig.Said(yaml), line => line.Contains(said, StringComparison.Ordinal));

    [Fact(DisplayName = "A chip of another host has the lines that the file sets and those that guests map; their level is told (IF-1.16)")]
    public void RemoteChip()
    {
        var chip = Rig.Plan(RigOfA +
            "chips: { bench: { driver: remote, hub: b, chip: body, " +
            "lines: [IGN, { name: W, offset: 3, resolve: wired-and }], control: drive } }\n" +
            "guests: { g: { lines: [{ from: bench/HORN }, { from: bench/7, name: X }, { from: bench/W }] } }").Chips[0];

        Assert.Equal(new RemotePlan("b", "body"), chip.Driver);
        Assert.Equal(
            [
                ("IGN", -1, ResolveRule.Exclusive), ("W", 3, ResolveRule.WiredAnd), ("HORN", -1, ResolveRule.Exclusive),
                (null, 7, ResolveRule.Exclusive),
            ],
            chip.Lines.Select(line => (line.Name, line.Offset, line.Resolve)));
        Assert.All(chip.Lines, line => Assert.True(line is { LevelIsTold: true, IsShared: false, Control: ControlAccess.Drive }));
    }

    [Fact(DisplayName =
        "Nothing of a chip is shared unless the file says so, and a line that clients may only read is shared to read (LK-02)")]
    public void Shared()
    {
        var chips = Rig.Plan(RigOfA +
            "chips: { s: { driver: sim, lines: [A, B, { name: C, control: read }], share: [A, C] },\n  all: { driver: sim, lines: 2, " +
            "share: all },\n" +
            "  g: { driver: gpiochip, label: x, lines: [R], share: [R, K] }, n: { driver: sim, lines: 1 } }").Chips;

        Assert.Equal([Sharing.Drive, Sharing.None, Sharing.Read], chips[0].Lines.Select(line => line.Sharing));
        Assert.Equal([Sharing.Drive, Sharing.Drive], chips[1].Lines.Select(line => line.Sharing));
        Assert.Equal([("R", Sharing.Read), ("K", Sharing.Read)], chips[2].Lines.Select(line => (line.Name, line.Sharing)));
        Assert.Equal([Sharing.None], chips[3].Lines.Select(line => line.Sharing));
    }

    [Fact(DisplayName = "A line may be shared to read that clients drive, and to drive that clients only read (LK-02)")]
    public void SharedOtherwise()
    {
        var chip = Rig.Plan(RigOfA +
            "chips: { s: { driver: sim, lines: [A, { name: B, control: read }, C, { name: D, control: read }],\n" +
            "  share: [{ line: A, control: read }, { line: B, control: drive }, { line: 2 }, { line: D }] } }").Chips[0];

        Assert.Equal([Sharing.Read, Sharing.Drive, Sharing.Drive, Sharing.Read], chip.Lines.Select(line => line.Sharing));
        Assert.Equal([ControlAccess.Drive, ControlAccess.Read, ControlAccess.Drive, ControlAccess.Read],
            chip.Lines.Select(line => line.Control));
    }

    [Fact(DisplayName =
        "A plan with links, chips of other hosts and shared lines is the same plan after it was written down for a successor")]
    public void WrittenDown()
    {
        var plan = Rig.Plan(RigOfA +
            "chips: { x: { driver: remote, hub: b, chip: y, lines: [L] }, s: { driver: sim, lines: [A], share: all } }\n" +
            "guests: { g: { lines: [{ from: x/L }] } }");

        var read = PlanJson.Read(PlanJson.Of(new PlanImage(3, plan, []))).Plan;

        Assert.Equal(plan.Links! with { Peers = [] }, read.Links! with { Peers = [] });
        Assert.Equal(plan.Links!.Peers.AsEnumerable(), read.Links!.Peers);
        Assert.All(plan.Chips.Zip(read.Chips), pair => Assert.True(RigEquality.Same(pair.First, pair.Second)));
    }

    [Fact(DisplayName = "check shows this host, the others and what they may have")]
    public void Checked()
    {
        using var output = new StringWriter();
        CheckVerb.Run(Path.Combine(Rig.Repository, "config/rigs/two-hosts-a.yaml"), output, TextWriter.Null, Rig.User);

        Assert.Contains("other hosts may have: bench/IGN (drive), bench/RELAY (drive)", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("bench-b  127.0.0.2:4053", output.ToString(), StringComparison.Ordinal);
    }
}
