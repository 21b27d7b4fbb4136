using GpioHub.Configuration;
using GpioHub.Hub.Commands.Check;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class ExampleRigsSpec
{
    public static TheoryData<string, string> Files() => new()
    {
        { "config/demo.yaml", "ok · 1 chip, 3 guests, 5 nets, 1 bus" },
        { "config/rigs/automotive-bench.yaml", "ok · 1 chip, 24 guests, 31 nets" },
        { "config/rigs/two-guests-wired.yaml", "ok · 1 chip, 2 guests, 8 nets" },
        { "config/rigs/two-hosts.yaml", "ok · 2 hosts, 1 chip, 6 guests, 4 nets" },
        { "config/rigs/two-hosts-a.yaml", "ok · 1 chip, 1 guest, 2 nets" },
        { "config/rigs/two-hosts-b.yaml", "ok · 1 chip, 1 guest, 2 nets" },
        { "config/rigs/ecu-arm.yaml", "ok · 1 chip, 2 guests, 11 nets" },
        { "config/rigs/real-expanders.yaml", "ok · 2 chips, 2 guests, 5 nets" },
    };

    [Theory(DisplayName = "Every example rig passes check, and none has an exclusive line that several guests may drive (IF-1.13)")]
    [MemberData(nameof(Files))]
    public void PassesCheck(string file, string summary)
    {
        string path = Path.Combine(Rig.Repository, file);
        using var output = new StringWriter();
        using var error = new StringWriter();

        int code = CheckVerb.Run(path, output, error, Rig.User);

        Assert.Equal((0, $"{path}: {summary}"), (code, output.ToString().Split('\n')[0]));
        Assert.DoesNotContain("exclusive", error.ToString(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "docs/configuration.md shows what check really prints of a rig")]
    public void Documented()
    {
        using var output = new StringWriter();
        CheckVerb.Run(Path.Combine(Rig.Repository, "config/rigs/automotive-bench.yaml"), output, TextWriter.Null, Rig.User);
        string printed = output.ToString();
        Assert.Contains(printed[printed.IndexOf('\n', StringComparison.Ordinal)..],
            File.ReadAllText(Path.Combine(Rig.Repository, "docs/configuration.md")), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "The demo rig asks for nothing that is not built, and its guests have 4 lines each (IF-2.3)")]
    public void DemoRuns()
    {
        LoadResult demo = ConfigurationLoader.Load(Path.Combine(Rig.Repository, "config/demo.yaml"), Rig.User);

        Assert.Empty(demo.Errors);
        Assert.Empty(demo.Problems);
        Assert.Equal(["IGN", "CRASH", "WAKE", "SDA", "SCL"], demo.Plan!.Chips[0].Lines.Select(l => l.Name));
        Assert.Equal([("ivi", 4), ("adas", 4), ("spare", 4)], demo.Plan.Guests.Select(g => (g.Id, g.Lines.Length)));
        Assert.Contains(demo.Plan.Guests[0].Lines, l => l.Access == LineAccess.Out);
    }
}
