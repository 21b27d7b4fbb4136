using GpioHub.Actors.Descriptors;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <summary>What there is of a front-end while it is connected: its vhost-user session, the memory that it shares, and its share of this
/// process's descriptors.</summary>
internal sealed class GuestSession(GuestWiring wiring)
{
    private readonly DescriptorRoom _room = wiring.Room;
    private bool _promised;
    private bool _admitted;

    /// <summary>null = no front-end is connected.</summary>
    public VhostUserSession? Current { get; private set; }

    public MemoryTable Memory { get; private set; } = new();

    /// <summary>VIRTIO_GPIO_F_IRQ is acknowledged.</summary>
    public bool HasIrq => (Current?.Features & DeviceFeatures.GpioIrq) is > 0;

    public bool AnyRingRuns => Current is { } session && session.Rings.Any(ring => ring.Stage == RingStage.Running);

    /// <summary>Begins a session.</summary>
    /// <returns>null, or why the front-end cannot be served now.</returns>
    public string? Begin()
    {
        if (_room.Promise() is { } noRoom) return noRoom;
        _promised = _admitted = true;
        Current = new VhostUserSession(Offer());
        wiring.Turn.Memory = Memory = new MemoryTable();
        return null;
    }

    /// <summary>Goes on with the session of a process before this one.</summary>
    /// <returns>null, or why that cannot be.</returns>
    public string? Resume(ref ImageReader from, SessionDescriptors left)
    {
        if (VhostUserSession.Resume(Offer(), ref from, left, out var files, out string why) is not { } session) return why;
        var memory = new MemoryTable();
        SharedRegion[] shared = [.. files.Select(file => (file.Region, File: left.Take(file.File))).Where(each => each.File is not null)
            .Select(each => new SharedRegion(each.Region, each.File!))];
        string? fault = shared.Length < files.Count ? "not all of its memory was left" : memory.Replace(shared);
        foreach (var region in shared) region.File.Dispose();
        if (fault is not null)
        {
            memory.Dispose();
            session.Dispose();
            return fault;
        }

        foreach (var (region, file) in files) left.Took(region, file);
        _promised = _admitted = _room.Promise() is null;   // it has its descriptors already
        SettlePromise();
        (Current, wiring.Turn.Memory) = (session, Memory = memory);
        return null;
    }

    private VhostUserOffer Offer() => new() { Config = ConfigSpace(), Features = wiring.Offered };

    /// <summary>Offers the guest's lines as they are now.</summary>
    public void OfferConfig() => Current?.OfferConfig(ConfigSpace());

    /// <summary>The front-end's descriptors are there, and counted: nothing is kept for it any more.</summary>
    public void SettlePromise()
    {
        if (_promised) _room.Settle();
        _promised = false;
    }

    /// <summary>Changes the memory as the front-end asks, and reports to its session whether that could be done.</summary>
    public void ChangeMemory(SessionEffect change)
    {
        string? refused = change switch
        {
            ReplaceMemory replace => Memory.Replace(replace.Regions),
            AddRegion add => Memory.Add(add.Region),
            RemoveRegion remove => Memory.Remove(remove.Region),
            _ => null,
        };
        if (refused is null) Keep(change);
        if (refused is null) Current!.MemoryApplied();
        else Current!.MemoryRefused(refused);
    }

    /// <summary>Releases everything of the front-end at once.</summary>
    public void End()
    {
        SettlePromise();
        if (_admitted) _room.Leave();
        _admitted = false;
        Current?.Dispose();
        Current = null;
        Memory.Dispose();
    }

    /// <summary>Has the files of regions that are mapped kept, before the session closes them.</summary>
    private void Keep(SessionEffect change)
    {
        if (wiring.Kept is not { } kept) return;
        if (change is AddRegion add) kept.Descriptors.Keep(add.Region);
        if (change is not ReplaceMemory replace) return;
        foreach (var region in replace.Regions) kept.Descriptors.Keep(region);
    }

    private byte[] ConfigSpace()
    {
        byte[] config = new byte[GpioConfig.Size];
        new GpioConfig(wiring.Queues.LineCount, wiring.Queues.Names.Size).Encode(config);
        return config;
    }
}
