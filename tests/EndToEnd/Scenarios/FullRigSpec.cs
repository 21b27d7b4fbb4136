using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>As many Linux guests as a rig has, from a file of 20 lines.</summary>
[Trait("Boots", "kernel")]
public sealed class FullRigSpec
{
    private const int Guests = 48, Edges = 100, KilledAt = 30, RebootedBy = 60;
    private const string Victim = "ecu-17";

    // 48 guests × 32 lines. IGN is one line for all; PWR is each guest's own.
    private const string Rig = """
        chips:
          bench: { driver: sim, lines: [IGN, CRASH, "D{1..29}"] }
          power: { driver: sim, lines: ["PWR_{1..48}"] }
        guests:
          "ecu-{1..48}":
            lines:
              - { from: bench/IGN }
              - { from: bench/CRASH }
              - { name: PWR, from: "power/PWR_{n}", access: out, onRelease: low }
              - { from: bench/D1 }
              - { from: bench/D2 }
              - { from: bench/D3 }
              - { from: bench/D4 }
              - { from: bench/D5 }
            slots: 32
        """;

    [Fact(DisplayName = "48 Linux guests × 32 lines from one short file count the same 100 edges; " +
        "one that is killed and booted again misses what came meanwhile, the others nothing")]
    public async Task EveryGuestCounts()
    {
        Assert.True(Rig.Split('\n').Length <= 20);
        await using var hub = await HubProcess.StartAsync(Rig);
        var guests = new Dictionary<string, LinuxGuest>();
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(1, Guests), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) =>
            {
                var guest = await FrontEnd.Uml.BootAsync(hub, $"ecu-{n}");
                lock (guests) guests.Add(guest.Name, guest);
            });
            Assert.All((await hub.InfoAsync()).Guests, guest => Assert.Equal(32, guest.Lines.Count));
            var monitors = (await Task.WhenAll(guests.Values.Select(MonitorAsync))).ToDictionary(job => job.Guest.Name);

            Task<LinuxGuest>? reboot = null;
            long before = 0;
            for (int edge = 0; edge < Edges; edge++)
            {
                if (edge == KilledAt)
                {
                    await guests[Victim].KillAsync();
                    await guests[Victim].DisposeAsync();
                    guests.Remove(Victim);
                    monitors.Remove(Victim);
                    before = (await hub.UntilAsync(info => info.Guest(Victim).State == "waiting",
                        $"{Victim}'s place to be free")).Guest(Victim).Line("IGN").Delivered;
                    Assert.Equal(KilledAt, before);
                    reboot = FrontEnd.Uml.BootAsync(hub, Victim);
                }

                if (edge == RebootedBy)
                {
                    guests[Victim] = await reboot!;
                    monitors[Victim] = await MonitorAsync(guests[Victim]);
                }

                long DeliveredTo(string id) => id == Victim && edge >= RebootedBy ? before + edge - RebootedBy : edge;
                await hub.UntilAsync(
                    info => info.Guests.Where(guest => monitors.ContainsKey(guest.Id))
                        .All(guest => guest.Line("IGN") is { Armed: true } ign && ign.Delivered == DeliveredTo(guest.Id)),
                    $"all guests to have had {edge} edges and to be armed again");
                await hub.SetAsync("bench/IGN", LevelAfter(edge));
            }

            foreach (var (name, monitor) in monitors)
            {
                int first = name == Victim ? RebootedBy : 0;
                await monitor.LinesAsync(Edges - first);
                await monitor.StopAsync();
                string[] expected = [.. Enumerable.Range(first, Edges - first)
                    .Select(edge => LevelAfter(edge) == '1' ? "RISING" : "FALLING")];
                Assert.Equal(expected,
                    (await monitor.LinesAsync()).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
            }

            // What the killed one had asked for is kept a while for a front-end that only reconnects: edges meanwhile coalesce.
            Assert.All((await hub.InfoAsync()).Guests, guest => Assert.Equal(
                guest.Id == Victim ? (0L, 2L, Edges - RebootedBy + before) : (0L, 1L, Edges),
                (guest.Errors, guest.Sessions, guest.Line("IGN").Delivered)));
            Assert.All((await hub.InfoAsync()).Guests.Where(guest => guest.Id != Victim),
                guest => Assert.Equal(0, guest.Line("IGN").Coalesced));
        }
        finally
        {
            await Task.WhenAll(guests.Values.Select(guest => guest.DisposeAsync().AsTask()));
        }
    }

    private static char LevelAfter(int edge) => edge % 2 == 0 ? '1' : '0';

    private static Task<GuestJob> MonitorAsync(LinuxGuest guest) => guest.StartJobAsync("gpiomon --line-buffered gpiochip0 0");
}
