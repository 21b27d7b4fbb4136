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
        using var rig = new RigFolder(Rehearsed(Rig));
        await using var hub = await KeptHub.StartAsync(rig.Config);
        await ReadyAsync(rig);

        Assert.Equal(0, await hub.StopAsync());

        Assert.EndsWith("\nCtrl-C ends.\n", hub.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CoordinatedShutdown", hub.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory(DisplayName =
        "A standby of a rig with links has rehearsed them when it is ready, and another has loaded nothing for it (LK-12)")]
    [InlineData("rig with links", true, true)]
    [InlineData("rig with links", false, false)]
    [InlineData("rig of one host", true, false)]
    public async Task Links(string which, bool rehearse, bool loads)
    {
        string text = which == "rig with links" ? Rig + $$"""

            rig: { name: rig7, host: bench-a, listen: 127.0.0.1:{{Ports.Free()}} }
            hubs: { bench-b: { at: 127.0.0.1:{{Ports.Free()}} } }
            """ : Rig;
        using var rig = new RigFolder(rehearse ? Rehearsed(text) : text);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        await ReadyAsync(rig);
        int standby = hub.Children.Single(child => child != hub.Children[0]);

        // Nothing else in a standby needs an actor system that speaks to others: what is mapped is what has been run.
        string[] mapped = [.. File.ReadLines($"/proc/{standby}/maps").Select(line => Path.GetFileName(line.Split(' ')[^1])).Distinct()];
        Assert.Contains("gpiohub.dll", mapped);
        Assert.Equal(loads, mapped.Contains("Akka.Remote.dll"));
        Assert.Equal(0, await hub.StopAsync());
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

    private static string Rehearsed(string rig) => rig.Replace(", rehearse: false", "", StringComparison.Ordinal);

    private static async Task ReadyAsync(RigFolder rig)
    {
        string socket = Path.Combine(rig.Sockets, "control.sock");
        for (string info = ""; !info.Contains("\"standby\":\"ready\"", StringComparison.Ordinal);)
            info = (await Cli.RunAsync("--hub", socket, "info", "-o", "json")).Out.Replace(" ", "", StringComparison.Ordinal);
    }
}
