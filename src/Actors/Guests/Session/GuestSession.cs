using GpioHub.Actors.Descriptors;
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
        Current = new VhostUserSession(new VhostUserOffer { Config = ConfigSpace() });
        wiring.Turn.Memory = Memory = new MemoryTable();
        return null;
    }

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

    private byte[] ConfigSpace()
    {
        byte[] config = new byte[GpioConfig.Size];
        new GpioConfig(wiring.Queues.LineCount, wiring.Queues.Names.Size).Encode(config);
        return config;
    }
}
