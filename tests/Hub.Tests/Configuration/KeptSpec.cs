using GpioHub.Configuration;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>What a plan takes over of the one in force.</summary>
public sealed class KeptSpec : IDisposable
{
    private const string Before = """
        chips:
          body: { driver: sim, lines: [HORN, "DOOR_{1..8}"] }
          bench: { driver: sim, lines: 8 }
          ext: { driver: gpiochip, label: ext, lines: [{ offset: 3, name: FAN }] }
        guests:
          "ecu{1..3}":
            slots: 12
            lines:
              - { from: body/HORN, access: out }
              - { name: "DOOR_{1..8}", from: "body/DOOR_{1..8}" }
              - { from: ext/FAN }
          ivi:
            lines: [{ from: bench/3, name: IGN }]
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gh");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(DisplayName = "Of a file that says the same, every chip and every guest is the object in force")]
    public void TheSame()
    {
        var (before, after) = Loaded(Before);

        Assert.Equal(before.Chips.Length, before.Chips.Zip(after.Chips).Count(pair => ReferenceEquals(pair.First, pair.Second)));
        Assert.Equal(before.Guests.Length, before.Guests.Zip(after.Guests).Count(pair => ReferenceEquals(pair.First, pair.Second)));
    }

    [Theory(DisplayName = "What a file says otherwise is new; every line, guest and chip beside it is the object in force")]
    [InlineData("bench/3, name: IGN", "bench/4, name: IGN", 3, 3, 1)]                     // a wire of one guest
    [InlineData("lines: 8 }", "lines: 9 }", 2, 4, 0)]                                     // a line more of a chip
    [InlineData("access: out", "access: inout", 3, 1, 3)]                                 // a template: each of its guests
    [InlineData("slots: 12", "slots: 11", 3, 1, 0)]                                       // a shape
    [InlineData("lines: [HORN,", "bias: pull-up, lines: [HORN,", 2, 4, 0)]                // a setting of all lines of a chip
    public void OneThingElse(string was, string becomes, int chips, int guests, int linesElse)
    {
        string text = Before.Replace(was, becomes, StringComparison.Ordinal);
        Assert.NotEqual(Before, text);
        var (before, after) = Loaded(text);

        Assert.Equal(chips, before.Chips.Zip(after.Chips).Count(pair => ReferenceEquals(pair.First, pair.Second)));
        Assert.Equal(guests, before.Guests.Zip(after.Guests).Count(pair => ReferenceEquals(pair.First, pair.Second)));
        int others = before.Guests.Zip(after.Guests).Sum(pair => pair.First.Lines.Zip(pair.Second.Lines)
            .Count(line => !ReferenceEquals(line.First, line.Second)));
        Assert.Equal(linesElse, others);
    }

    private (RigPlan Before, RigPlan After) Loaded(string after)
    {
        string path = Path.Combine(_folder.FullName, "rig.yaml");
        File.WriteAllText(path, Before);
        var before = ConfigurationLoader.Load(path, Rig.User).Plan!;
        File.WriteAllText(path, after);
        var loaded = ConfigurationLoader.Load(path, Rig.User, TokenFiles.Unread, before);
        Assert.False(loaded.HasErrors);
        return (before, loaded.Plan!);
    }
}
