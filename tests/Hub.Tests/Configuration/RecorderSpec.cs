using GpioHub.Hub.Control.Recordings;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>The keys of <c>recorder</c> (IF-4.8).</summary>
public class RecorderSpec
{
    [Theory(DisplayName = "recorder: sizes with their unit, or off; a folder relative to the file; all of it optional (IF-4.8)")]
    [InlineData("{}", 16L << 20, true, null)]
    [InlineData("{ contentions: true }", 16L << 20, true, null, true)]
    [InlineData("{ memory: off, dumps: false }", 0L, false, null)]
    [InlineData("{ memory: 1MiB }", 1L << 20, true, null)]
    [InlineData("{ memory: 2048KiB, folder: dumps }", 2L << 20, true, "/rigs/dumps")]
    [InlineData("{ memory: 1GiB, folder: /var/lib/x/ }", 1L << 30, true, "/var/lib/x")]
    public void Read(string recorder, long bytes, bool dumps, string? folder, bool contentions = false)
    {
        var plan = Rig.Plan($"recorder: {recorder}").Hub.Recorder;
        Assert.Equal(new RecorderPlan(bytes, dumps, folder, contentions), plan);
    }

    [Fact(DisplayName = "Without the key everything is the default")]
    public void Defaults() => Assert.Equal(RecorderPlan.Default, Rig.Plan("{}").Hub.Recorder);

    [Theory(DisplayName = "A size without a unit, too little, too much or another word is an error that says what is expected")]
    [InlineData("16")]
    [InlineData("16MB")]
    [InlineData("1023KiB")]
    [InlineData("2GiB")]
    [InlineData("none")]
    public void Wrong(string memory) => Assert.Contains("expected a size such as 16MiB, 1MiB to 1GiB, or off",
        Assert.Single(Rig.Said($"recorder: {{ memory: {memory} }}")), StringComparison.Ordinal);

    [Theory(DisplayName = "Recordings go to systemd's state folder, else to the user's (IF-4.8)")]
    [InlineData(0, "STATE_DIRECTORY=/var/lib/a:/var/lib/b", "/var/lib/a")]
    [InlineData(0, "HOME=/root", "/var/lib/gpiohub")]
    [InlineData(1000, "HOME=/home/u", "/home/u/.local/state/gpiohub")]
    [InlineData(1000, "XDG_STATE_HOME=/s", "/s/gpiohub")]
    [InlineData(1000, "HOME=relative", null)]
    public void Folder(uint user, string variable, string? folder)
    {
        string[] set = variable.Split('=');
        Assert.Equal(folder, StateFolder.Of(name => name == set[0] ? set[1] : null, user));
    }
}
