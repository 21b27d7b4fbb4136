using GpioHub.TestKit;
using Xunit;

namespace GpioHub.Scenarios.TestKit;

/// <summary>Failures that keep what happened.</summary>
public sealed class KeptSpec : RigScenario
{
    private readonly DirectoryInfo _folder;

    public KeptSpec()
        : this(Directory.CreateTempSubdirectory("gpiohub-kept-"))
    {
    }

    private KeptSpec(DirectoryInfo folder)
        : base(Rigs.OneButton, new ScenarioOptions { Recordings = Path.Combine(folder.FullName, "new") }) => _folder = folder;

    [Fact(DisplayName = "A failure keeps everything so far as a VCD file, and its message ends with where; the last failure's stays")]
    public void Kept()
    {
        string first = PathIn(Assert.Throws<ScenarioException>(() => Line("bench/BUTTON").ShouldBeHigh()).Message);
        Pass(3.Milliseconds());
        Line("bench/BUTTON").GoesHigh();
        string second = PathIn(Assert.Throws<ScenarioException>(() => Line("bench/BUTTON").ShouldBeLow()).Message);
        Assert.Equal(first, second);
        Assert.StartsWith("KeptSpec-", Path.GetFileName(first), StringComparison.Ordinal);
        Assert.Equal(Recorded(), File.ReadAllText(second));
        Assert.Contains("#3000000", Recorded(), StringComparison.Ordinal);
        Assert.DoesNotContain("recorded", Draw("bench/BUTTON"), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A folder that cannot be written to hides no failure")]
    public void NotKept()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "new"), "a file is in the way");
        string message = Assert.Throws<ScenarioException>(() => Line("bench/BUTTON").ShouldBeHigh()).Message;
        Assert.StartsWith("bench/BUTTON is low, expected high", message, StringComparison.Ordinal);
        Assert.Contains("not recorded: ", message, StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (_folder.Exists) _folder.Delete(recursive: true);
    }

    private static string PathIn(string message)
    {
        string last = message.TrimEnd().Split('\n')[^1].Trim();
        Assert.StartsWith("recorded: /", last, StringComparison.Ordinal);
        return last["recorded: ".Length..];
    }
}
