using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

/// <summary>Real processes: the hub that waits beside the hub.</summary>
public sealed class StandbySpec
{
    private const string Rig = """
        hub: { sockets: SOCKETS, rehearse: false }
        chips: { left: { driver: sim, lines: [HORN] } }
        guests: { ivi: { lines: [{ from: left/HORN }] } }
        """;

    [Fact(DisplayName = "A hub that is up gets a standby, which is the hub once the one before is killed, and gets one itself (IF-2.21)")]
    public async Task IsTheNextHub()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = hub.Children[0];
        int standby = (await hub.UntilAsync(children => children.Count == 2)).Single(child => child != first);
        await KeptHub.SignalAsync(first, "KILL");
        await hub.LoggedAsync("goes on with what the hub before has left, which ended by signal 9");
        Assert.Contains(standby, hub.Children);
        await hub.UntilAsync(children => children.Count == 2 && children.Contains(standby));
        Assert.Equal(0, await hub.StopAsync());
    }

    [Fact(DisplayName = "A standby that rehearses writes nothing: the output of a hub ends with its banner (AK-16)")]
    public async Task IsSilent()
    {
        using var rig = new RigFolder(Rig.Replace(", rehearse: false", "", StringComparison.Ordinal));
        await using var hub = await KeptHub.StartAsync(rig.Config);
        string socket = Path.Combine(rig.Sockets, "control.sock");
        for (string info = ""; !info.Contains("\"standby\":\"ready\"", StringComparison.Ordinal);)
            info = (await Cli.RunAsync("--hub", socket, "info", "-o", "json")).Out.Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal(0, await hub.StopAsync());

        Assert.EndsWith("\nCtrl-C ends.\n", hub.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CoordinatedShutdown", hub.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A standby that is killed is replaced; one that is killed together with the hub keeps no successor away (IF-2.21)")]
    public async Task Killed()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = hub.Children[0];
        int standby = (await hub.UntilAsync(children => children.Count == 2)).Single(child => child != first);
        await KeptHub.SignalAsync(standby, "KILL");
        int next = (await hub.UntilAsync(children => children.Count == 2 && !children.Contains(standby))).Single(child => child != first);
        await KeptHub.SignalAsync(next, "KILL");
        await KeptHub.SignalAsync(first, "KILL");
        await hub.LoggedAsync("goes on with what the hub before has left, which ended by signal 9");
        Assert.DoesNotContain(next, hub.Children);
        Assert.Equal(0, await hub.StopAsync());
    }
}
