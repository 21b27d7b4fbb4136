using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Restart.Kills;

namespace GpioHub.EndToEnd.Restart.Kernels;

/// <summary>Real Linux guests in pairs: what one drives the other counts. One pair is QEMU 7.2 and QEMU 10.0, the others are User-Mode
/// Linux.</summary>
internal sealed class KernelPairs : IAsyncDisposable
{
    private const string Qemu7 = "q7", Qemu10 = "q10";

    /// <summary>Booted at the same time.</summary>
    private const int BootsAtOnce = 4;

    private readonly List<KernelGuest> _guests = [];

    private KernelPairs(HubProcess hub) => Hub = hub;

    public HubProcess Hub { get; }

    public IReadOnlyList<KernelGuest> Guests => _guests;

    /// <param name="umls">How many User-Mode Linux guests; even.</param>
    /// <param name="qemus">Whether there is the pair of QEMUs.</param>
    public static async Task<KernelPairs> BootAsync(int umls, bool qemus)
    {
        (string Id, string Peer, FrontEnd FrontEnd)[] all =
        [
            .. Enumerable.Range(0, umls).Select(n => ($"u{n}", $"u{n ^ 1}", FrontEnd.Uml)),
            .. qemus ? new[] { (Qemu7, Qemu10, FrontEnd.Qemu7), (Qemu10, Qemu7, FrontEnd.Qemu10) } : [],
        ];
        var pairs = new KernelPairs(await HubProcess.StartAsync(Rig(all.Select(guest => (guest.Id, guest.Peer)))));
        try
        {
            await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = BootsAtOnce }, async (guest, _) =>
            {
                var booted = new KernelGuest(await guest.FrontEnd.BootAsync(pairs.Hub, guest.Id), guest.FrontEnd, guest.Peer);
                lock (pairs._guests) pairs._guests.Add(booted);
            });
            return pairs;
        }
        catch
        {
            await pairs.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets every guest count first, and then drive.</summary>
    public async Task StartAsync()
    {
        await Task.WhenAll(_guests.Select(guest => guest.CountAsync()));
        await Task.WhenAll(_guests.Select(guest => guest.ToggleAsync()));
    }

    /// <summary>Ends the driving, waits until every edge has arrived, ends the counting, and compares all accounts.</summary>
    /// <returns>One line a guest, for a person.</returns>
    public async Task<IReadOnlyList<string>> AccountAsync()
    {
        await Task.WhenAll(_guests.Select(guest => guest.EndTogglingAsync()));
        var writes = _guests.ToDictionary(guest => guest.Id, guest => guest.Writes);
        await Hub.UntilAsync(
            info => _guests.All(guest => !guest.Counts || info.Guest(guest.Id).Line("IN") is { Armed: true } line
                && line.Delivered + line.Coalesced == line.Edges),
            "every edge to be told and every line to be armed");
        await Task.WhenAll(_guests.Select(guest => guest.EndCountingAsync()));
        var after = await Hub.InfoAsync();
        return [.. _guests.Select(guest => guest.Compare(after, writes[guest.Peer]))];
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_guests.Select(guest => guest.Linux.DisposeAsync().AsTask()));
        await Hub.DisposeAsync();
    }

    private static string Rig(IEnumerable<(string Id, string Peer)> guests) => $"""
        chips:
          loom: {"{"} driver: sim, lines: [{string.Join(", ", guests.Select(guest => $"{guest.Id}_OUT"))}] {"}"}
        {Prober.Chip}
        guests:
        {Prober.Guest}
        {string.Join('\n', guests.Select(guest => $$"""
              {{guest.Id}}:
                lines:
                  - { name: OUT, from: loom/{{guest.Id}}_OUT, access: out, onRelease: low }
                  - { name: IN, from: loom/{{guest.Peer}}_OUT }
            """))}
        """;
}
