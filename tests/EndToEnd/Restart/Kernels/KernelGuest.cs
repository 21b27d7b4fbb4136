using System.Globalization;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Restart.Kills;

namespace GpioHub.EndToEnd.Restart.Kernels;

/// <summary>A real Linux that drives its line 0 and counts the edges of its line 1, and what it says of that.</summary>
internal sealed class KernelGuest
{
    private const int Out = 0, In = 1;

    /// <summary>Between two writes of a guest, microseconds: two dozen of them are to fit on two processors.</summary>
    private const int PauseUs = 2000;

    private readonly bool _isQemu;
    private readonly string[] _sockets;
    private GuestJob? _toggling;
    private GuestJob? _counting;
    private long[] _counted = [];

    public KernelGuest(LinuxGuest linux, FrontEnd frontEnd, string peer)
    {
        (Linux, Peer, Counts, _isQemu) = (linux, peer, frontEnd.Interrupts, frontEnd != FrontEnd.Uml);
        _sockets = Sockets();
    }

    public LinuxGuest Linux { get; }

    public string Id => Linux.Name;

    /// <summary>Whose line it counts, and who counts its line.</summary>
    public string Peer { get; }

    /// <summary>It has interrupts.</summary>
    public bool Counts { get; }

    /// <summary>Writes of which the kernel said that they are done.</summary>
    public long Writes { get; private set; }

    /// <summary>How long the longest write took, microseconds.</summary>
    public long LongestUs { get; private set; }

    public async Task CountAsync()
    {
        if (!Counts) return;
        _counting = await Linux.StartJobAsync($"gt count /dev/gpiochip0 {In}");
        await _counting.LinesAsync(1);
    }

    public async Task ToggleAsync()
    {
        _toggling = await Linux.StartJobAsync($"gt toggle /dev/gpiochip0 {Out} {PauseUs}");
        await _toggling.LinesAsync(1);
    }

    public async Task EndTogglingAsync()
    {
        long[] said = await EndAsync(_toggling!);
        (Writes, LongestUs) = (said[0], said[1]);
    }

    /// <summary>Looks into the kernel's log before, because the driver itself may complain of an interrupt that is freed.</summary>
    public async Task EndCountingAsync()
    {
        Assert.Equal("", await Linux.RunAsync("gt complaints"));
        if (_counting is { } counting) _counted = await EndAsync(counting);
    }

    /// <summary>Compares what this guest has counted with what its peer has driven and what the hub has told.</summary>
    /// <param name="info">After everything has come to rest.</param>
    /// <param name="peerWrites">What the peer has written.</param>
    public string Compare(HubInfo info, long peerWrites)
    {
        var line = info.Guest(Id).Line("IN");
        long net = info.Line($"loom/{Peer}_OUT").Edges;
        string account = string.Create(CultureInfo.InvariantCulture,
            $"{Id}: {Writes} writes, longest {LongestUs / 1000.0:F0} ms; {Peer} wrote {peerWrites}, its net had {net} edges; " +
            $"told {line.Edges}: {line.Delivered} delivered + {line.Coalesced} coalesced; rising, falling, last number, missing: ") +
            string.Join(' ', _counted);
        Assert.True(net == peerWrites, account);
        if (Counts)
        {
            Assert.True(line.Edges == peerWrites && line.Delivered + line.Coalesced == line.Edges, account);
            Assert.True(_counted[2] == line.Delivered && _counted[3] == 0 && _counted[0] + _counted[1] == _counted[2], account);
        }

        Assert.False(Linux.HasExited, account);
        Assert.Equal(_sockets, Sockets());
        if (_isQemu) Assert.Equal("", Linux.Printed.Text);
        return account;
    }

    private static async Task<long[]> EndAsync(GuestJob job)
    {
        await job.StopAsync();
        var lines = await job.LinesAsync();
        Assert.True(lines.Count == 2, $"{job.Guest.Name}: {string.Join('\n', lines)}");
        return [.. lines[1].Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
    }

    /// <summary>The front-end's sockets: the one to the hub stays the same.</summary>
    private string[] Sockets() =>
        [.. HubProcesses.Descriptors(Linux.ProcessId).Select(fd => fd.Target)
            .Where(target => target.StartsWith("socket:", StringComparison.Ordinal)).Order()];
}
