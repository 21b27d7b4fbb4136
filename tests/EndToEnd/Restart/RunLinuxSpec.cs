using System.Diagnostics;
using System.Text;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Restart;

/// <summary>What README tells a new user to try: <c>kill -9</c> of the hub while <c>./run.sh linux</c> counts edges.</summary>
[Trait("Boots", "kernel")]
public sealed class RunLinuxSpec
{
    private const int Edges = 12;

    private const string Rig = """
        chips: { bench: { driver: sim, lines: [IGN] } }
        guests: { ivi: { lines: [{ from: bench/IGN }] } }
        """;

    [Fact(DisplayName = "kill -9 of the hub while ./run.sh linux counts edges: each edge is counted, also one that comes while nobody " +
        "serves, and the guest's kernel says nothing")]
    public async Task Counts()
    {
        await GuestKit.GetAsync();
        await using var hub = await HubProcess.StartAsync(Rig);
        await using var linux = hub.StartLinux("ivi");
        await linux.Input.WriteAsync(Encoding.ASCII.GetBytes($"gpiomon --num-events={Edges} gpiochip0 0; gt complaints\n"));
        linux.Input.Close();
        var processes = new HubProcesses(hub.ProcessId);
        for (int edge = 0; edge < Edges; edge++)
        {
            await hub.UntilAsync(info => info.Guest("ivi").Line("IGN") is { Armed: true } ign && ign.Delivered == edge,
                $"{edge} edges to be delivered, and the line to be armed again");
            if (edge % 3 == 0)
            {
                using var serving = Process.GetProcessById(processes.Serving()!.Value);
                serving.Kill();
            }

            await SetAsync(hub, edge % 2 == 0 ? '1' : '0');
        }

        Assert.Equal(0, await linux.ExitAsync());
        Assert.Equal(Edges, linux.Printed.Lines.Count);
        Assert.All(linux.Printed.Lines, line => Assert.Contains(" EDGE ", line, StringComparison.Ordinal));
        Assert.Equal(1UL + Edges / 3, processes.Epoch());
    }

    /// <summary>A request that a kill has cut off, or that came before the rig did, is made again: to set a level twice is to set it
    /// once.</summary>
    private static Task<bool> SetAsync(HubProcess hub, char level) => Patience.UntilAsync(
        async () =>
        {
            try
            {
                await hub.SetAsync("bench/IGN", level);
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or ScenarioException)
            {
                return false;
            }
        },
        set => set,
        _ => "the hub does not serve again");
}
