using GpioHub.Configuration;
using GpioHub.Hub.Commands.Check;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>A rig of several hosts with one file: <c>hosts</c>, and what each host makes of it.</summary>
public class OneFileForAllHostsSpec
{
    private const string Hosts = "rig: { name: r }\nhosts: { a: { at: 127.0.0.1:4053 }, 'b{1..2}': { at: '127.0.1.{n}:4053' } }\n";

    private const string Text = Hosts +
        "chips: { s: { driver: sim, host: a, lines: [IGN, OWN, { name: W, resolve: wired-and }, { name: R, control: read }] },\n" +
        "  t: { driver: sim, host: b1, lines: [X] } }\n" +
        "guests: { ivi: { host: a, lines: [{ from: s/IGN }, { from: t/X }] },\n" +
        "  'ecu-{1..2}': { host: 'b{n}', lines: [{ from: s/W, access: inout }, { from: s/R }] } }\n" +
        "buses: { W2: [s/W, s/R], ALL: [s/IGN, s/OWN] }\n";

    private static LoadResult Of(string yaml, string host) =>
        ConfigurationLoader.LoadText(yaml, "/rigs/rig.yaml", Rig.User with { Name = host });

    private static RigPlan Plan(string host) => Of(Text, host).Plan!;

    [Fact(DisplayName =
        "Each host has its guests and the chips that it has or uses; a chip of another host keeps its lines' places (IF-1.16)")]
    public void OwnPart()
    {
        var (a, b1, b2) = (Plan("a"), Plan("b1"), Plan("b2"));

        Assert.Equal(["ivi"], a.Guests.Select(guest => guest.Id));
        Assert.Equal(["ecu-2"], b2.Guests.Select(guest => guest.Id));
        Assert.Equal([("s", "sim"), ("t", "remote")], a.Chips.Select(chip => (chip.Id, chip.Driver.Name)));
        Assert.Equal([("s", "remote"), ("t", "sim")], b1.Chips.Select(chip => (chip.Id, chip.Driver.Name)));
        Assert.Equal(["s"], b2.Chips.Select(chip => chip.Id));
        Assert.Equal([null, null, "W", "R"], b2.Chips[0].Lines.Select(line => line.Name));
        Assert.Equal([true, true, false, false], b2.Chips[0].Lines.Select(line => line.IsUnused));
        Assert.Equal(new ChipLineAddress("s", 2), b2.Guests[0].Lines[0].From);
        Assert.Equal(ResolveRule.WiredAnd, b2.Chips[0].Lines[2].Resolve);
        Assert.Equal(new RemotePlan("a", "s"), b2.Chips[0].Driver);
    }

    [Fact(DisplayName = "What guests of other hosts map is shared with them, to drive if they may drive, and nothing else (LK-02)")]
    public void Shared() =>
        Assert.Equal([Sharing.None, Sharing.None, Sharing.Drive, Sharing.Read], Plan("a").Chips[0].Lines.Select(line => line.Sharing));

    [Fact(DisplayName = "The others are peers of each host, and all have the same digest of the file, which another file has not (LK-14)")]
    public void Peers()
    {
        Assert.Equal(["a", "b2"], Plan("b1").Links!.Peers.Select(peer => peer.Host));
        Assert.Equal(new HostAddress("127.0.1.2", 4053), Plan("b2").Links!.Listen);
        Assert.Single(((string[])["a", "b1", "b2"]).Select(host => Plan(host).Links!.File).Distinct());
        Assert.NotEqual(Plan("a").Links!.File, Of(Text + "# other\n", "a").Plan!.Links!.File);
    }

    [Fact(DisplayName = "A bus is on a host that has or takes all its lines (IF-1.15)")]
    public void Buses()
    {
        Assert.Equal(["W2", "ALL"], Plan("a").Buses.Select(bus => bus.Name));
        Assert.Equal(["W2"], Plan("b1").Buses.Select(bus => bus.Name));
    }

    [Fact(DisplayName = "A machine that is none of the hosts runs nothing, and is told their names; the machine's name may have a domain")]
    public void Stranger()
    {
        var result = Of(Text, "laptop");

        Assert.Null(result.Plan);
        Assert.Contains(result.Problems,
            problem => problem.Message.Contains(
                "this machine is \"laptop\", which is none of them; expected --host with one of a, b1, b2", StringComparison.Ordinal));
        Assert.Equal("b1", Of(Text, "b1.lab.example").Plan!.Links!.Host);
    }

    [Theory(DisplayName = "Whatever is wrong with a file for all hosts is told where it stands (IF-1.16)")]
    [InlineData("chips: { s: { driver: sim, lines: [A] } }", "chips.s: \"host\" is missing; hosts makes it a rig of several")]
    [InlineData("chips: { s: { driver: sim, host: c, lines: [A] } }", "chips.s.host: no host \"c\"")]
    [InlineData("chips: { s: { driver: sim, host: a, lines: [A] } }\nguests: { g: { lines: [{ from: s/A }] } }",
        "guests.g: \"host\" is missing")]
    [InlineData("chips: { s: { driver: sim, host: a, lines: [A] } }\nguests: { g: { host: b1, lines: [{ from: s/B }] } }",
        "no line \"B\" on chip \"s\"")]
    [InlineData("chips: { s: { driver: remote, hub: a } }", "elsewhere it is remote by itself")]
    [InlineData("chips: { s: { driver: sim, host: a, lines: [A], share: all } }", "share is for a file per host")]
    [InlineData("hubs: { a: { at: 127.0.0.1:1 } }", "hosts names every hub already")]
    public void Wrong(string more, string said) =>
        Assert.Contains(
            Of(Hosts + more, "a").Problems, problem => $"{problem.KeyPath}: {problem.Message}".Contains(said, StringComparison.Ordinal));

    [Fact(DisplayName =
        "Two hosts at one address, and hosts whose addresses other machines reach without certificates, are errors (LK-15)")]
    public void Addresses()
    {
        string[] said = Rig.Said("rig: { name: r }\nhosts: { a: { at: 10.0.0.1:1 }, b: { at: 10.0.0.1:1 } }");

        Assert.Contains(said, line => line.Contains("10.0.0.1:1 is already a's", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("other machines reach 10.0.0.1:1", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "check shows which lines cross between hosts, and with --host the plan of one (IF-1.13)")]
    public void Checked()
    {
        string file = Path.Combine(Rig.Repository, "config/rigs/two-hosts.yaml");
        using var whole = new StringWriter();
        using var part = new StringWriter();

        CheckVerb.Run(file, whole, TextWriter.Null, Rig.User);
        int code = CheckVerb.Run(file, part, TextWriter.Null, Rig.User with { Name = "bench-b" }, wholeRig: false);

        Assert.Contains("bench/IGN of bench-a", whole.ToString(), StringComparison.Ordinal);
        Assert.Contains("ivi:WAKE(inout)", whole.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.DoesNotContain("ivi", part.ToString(), StringComparison.Ordinal);
    }
}
