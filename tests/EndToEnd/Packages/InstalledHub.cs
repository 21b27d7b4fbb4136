using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Packages;

/// <summary>The hub of an installed package, with the demo rig as its rig, and one guest of it on the host.</summary>
internal sealed class InstalledHub : IAsyncDisposable
{
    private readonly DebianRoot _debian;
    private readonly ChildProcess _hub;
    private readonly ChildProcess _guest;

    private InstalledHub(DebianRoot debian, ChildProcess hub, ChildProcess guest) => (_debian, _hub, _guest) = (debian, hub, guest);

    public LineLog Log => _hub.Log;

    /// <summary>Starts it as its unit does, and connects the guest "ivi", which then waits for interrupts of IGN.</summary>
    /// <param name="package">The package's name: it has the rig among its examples.</param>
    public static async Task<InstalledHub> StartAsync(DebianRoot debian, string package)
    {
        (await debian.RunAsync($"cp /usr/share/doc/{package}/examples/demo.yaml /etc/gpiohub/gpiohub.yaml")).Succeeded();
        var hub = debian.Start("gpiohub run /etc/gpiohub/gpiohub.yaml");
        await hub.Log.LineAsync(line => line.Contains(" up in ", StringComparison.Ordinal), "the hub's start message");
        var guest = ChildProcess.Start("guest", Repository.Hub, ["guest", $"{debian.Folder}/run/gpiohub/ivi.sock", "mon", "IGN"]);
        await guest.Printed.LineAsync(line => line == "\"IGN\"=inactive", "the guest's first level");
        return new InstalledHub(debian, hub, guest);
    }

    /// <summary>Drives the line, and waits until the guest has had its interrupt.</summary>
    /// <param name="edge">How many it has had with this one.</param>
    /// <param name="program">The command that drives it.</param>
    public async Task PullAsync(int edge, string program = "gpiohub")
    {
        (await _debian.RunAsync($"{program} set bench/IGN={edge % 2}")).Succeeded();
        await Patience.UntilAsync(() => Task.FromResult(_guest.Printed.Lines.Count), count => count > edge,
            count => $"The guest has printed {count} lines:\n{_guest.Log.Tail}\nThe hub's log ends:\n{Log.Tail}");
    }

    /// <summary>Each edge came once, in its order, in one session of the guest.</summary>
    /// <param name="edges">How many there were.</param>
    public async Task AccountAsync(int edges)
    {
        string[] wanted = ["\"IGN\"=inactive", .. Enumerable.Range(1, edges).Select(edge => edge % 2 == 1 ? "rising" : "falling")];
        Assert.Equal(wanted, _guest.Printed.Lines.Select((line, at) => at == 0 ? line : line.Split('\t')[1].Trim()));
        string info = (await _debian.RunAsync("gpiohub info ivi: -o json")).Succeeded();
        Assert.Matches(@"""sessions"":\s*1\b", info);
    }

    /// <summary>SIGTERM, and waits until it has ended in good order.</summary>
    public async Task StopAsync()
    {
        (await _debian.RunAsync("kill $(pgrep -o gpiohub)")).Succeeded();
        Assert.Equal(0, await _hub.ExitAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _guest.DisposeAsync();
        await _hub.DisposeAsync();
    }
}
