using GpioHub.Actors.Rigs;
using GpioHub.Hub.Configuration;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class ExampleRigsSpec
{
    public static TheoryData<string, string> Files() => new()
    {
        { "config/demo.yaml", "ok · 1 chip, 3 guests, 5 nets" },
        { "config/rigs/automotive-bench.yaml", "ok · 2 chips, 24 guests, 31 nets" },
        { "config/rigs/two-guests-wired.yaml", "ok · 1 chip, 2 guests, 4 nets" },
        { "config/rigs/real-expanders.yaml", "ok · 2 chips, 2 guests, 5 nets" },
    };

    [Theory(DisplayName = "§1.13 every example rig passes check")]
    [MemberData(nameof(Files))]
    public void PassesCheck(string file, string summary)
    {
        string path = Path.Combine(Rig.Repository, file);
        using var output = new StringWriter();
        using var error = new StringWriter();

        int code = CheckCommand.Run(path, output, error, Rig.User);

        Assert.Equal((0, $"{path}: {summary}"), (code, output.ToString().Split('\n')[0]));
    }

    [Fact(DisplayName = "§2 the demo rig asks for nothing that is not built, and its guests have 4 lines each")]
    public void DemoRuns()
    {
        LoadResult demo = ConfigurationLoader.Load(Path.Combine(Rig.Repository, "config/demo.yaml"), Rig.User);

        Assert.Empty(demo.RunRefusals);
        Assert.Empty(demo.Problems);
        Assert.Equal(["IGN", "CRASH", "WAKE", "SDA", "SCL"], demo.Plan!.Chips[0].Lines.Select(l => l.Name));
        Assert.Equal([("ivi", 4), ("adas", 4), ("spare", 4)], demo.Plan.Guests.Select(g => (g.Id, g.Lines.Length)));
        Assert.Contains(demo.Plan.Guests[0].Lines, l => l.Access == LineAccess.Out);
    }

    [Fact(DisplayName = "§4 rig A: an ECU written out beside a template of 23, wired-or wake, a power line each, spare slots with and without a name")]
    public void RigA()
    {
        RigPlan plan = Rig.Plan("""
            version: 1
            hub:
              sockets: /run/gpiohub
              socketGroup: kvm                  # QEMU's group; default: the hub's own
            chips:
              bench:
                driver: sim
                lines:
                  - IGN
                  - CRASH
                  - { name: WAKE, bias: pull-down, resolve: wired-or }   # any ECU may wake the others
                  - "PWR_{1..24}"                                        # 24 lines
            guests:
              ecu-1:                            # written out: one ECU differs from the other 23
                lines:
                  - { name: IGN,   from: bench/IGN }
                  - { name: CRASH, from: bench/CRASH }
                  - { name: WAKE,  from: bench/WAKE, access: inout, onRelease: input }
                  - { name: PWR,   from: "bench/PWR_1", access: out, onRelease: low }
              "ecu-{2..24}":
                slots: 16
                lines:
                  - { name: IGN,   from: bench/IGN }
                  - { name: CRASH, from: bench/CRASH }
                  - { name: WAKE,  from: bench/WAKE, access: inout, onRelease: input }
                  - { name: PWR,   from: "bench/PWR_{n}", access: out, onRelease: low }
                  - { name: SPARE1 }            # no `from`: a spare slot whose name the guest already knows
            """);

        Assert.Equal(["ecu-1", .. Enumerable.Range(2, 23).Select(n => $"ecu-{n}")], plan.Guests.Select(g => g.Id));
        Assert.Equal([4, .. Enumerable.Repeat(16, 23)], plan.Guests.Select(g => g.Lines.Length));
        Assert.Equal((27, ResolveRule.WiredOr), (plan.Chips[0].Lines.Length, plan.Chips[0].Lines[2].Resolve));
        Assert.All(plan.Guests, (guest, i) => Assert.Equal(
            new GuestLinePlan(3, "PWR", new ChipLineAddress("bench", 3 + i), LineAccess.Out, OnRelease.Low), guest.Lines[3]));
        Assert.All(plan.Guests.Skip(1), guest => Assert.Equal(("SPARE1", null, "", null), (guest.Lines[4].Name, guest.Lines[4].From, guest.Lines[15].Name, guest.Lines[15].From)));
        Assert.All(plan.Guests, guest => Assert.Equal(("/run/gpiohub/" + guest.Id + ".sock", "kvm"), (guest.SocketPath, guest.SocketGroup)));
    }
}
