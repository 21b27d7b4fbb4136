using System.Globalization;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

/// <summary>Real processes: a record that nobody can go on with.</summary>
public sealed class RefusedRecordSpec
{
    private const string Rig = """
        hub: { sockets: SOCKETS, rehearse: false, standby: false }
        chips: { left: { driver: sim, lines: [HORN] } }
        guests: { ivi: { lines: [{ from: left/HORN }] } }
        """;

    [Fact(DisplayName = "A successor that cannot go on with the record says why and ends with 75, and a hub begins anew (IF-2.20)")]
    public async Task BeginsAnew()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        Spoil(hub.Keeper);
        await KeptHub.SignalAsync(hub.Children[0], "KILL");
        await hub.LoggedAsync("what the hub before has left cannot be taken over: what was left is no record of a hub");
        await hub.LoggedAsync("began anew: what the hub before had left cannot be taken over");
        var info = await GpioHubProcess.RunAsync([], "--hub", Path.Combine(rig.Sockets, "control.sock"), "get", "left/HORN");
        Assert.Equal((0, ""), (info.Code, info.Error));
        Assert.Equal(0, await hub.StopAsync());
    }

    [Fact(DisplayName = "A takeover with a record that the other build cannot go on with is refused, and the old hub goes on (IF-2.23)")]
    public async Task NoTakeover()
    {
        using var rig = new RigFolder(Rig);
        await using var hub = await KeptHub.StartAsync(rig.Config);
        int first = Assert.Single(hub.Children);
        Spoil(hub.Keeper);
        var result = await GpioHubProcess.RunAsync([], "--hub", Path.Combine(rig.Sockets, "control.sock"), "takeover");
        Assert.Equal((1, "gpiohub: what was left is no record of a hub\n"), (result.Code, result.Error));
        Assert.Equal(first, Assert.Single(hub.Children));
        Assert.Equal(0, await hub.StopAsync());
    }

    /// <summary>Writes over the first word of the record, where the keeper has it.</summary>
    private static void Spoil(int keeper)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{keeper}/fd");
        string record = Directory.GetFiles(folder).Single(file =>
            new FileInfo(file).LinkTarget is { } link && link.Contains("gpiohub-record", StringComparison.Ordinal));
        using var file = new FileStream(record, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(new byte[8]);
    }
}
