using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <summary>One ring as the front-end described it, raw, and its two flags: started × enabled.</summary>
/// <remarks>
/// A stop keeps size and addresses, and the index at which the ring stopped, for a front-end that does not repeat them; it forgets kick and
/// call. A front-end that repeats them, in whatever order (VU-24), does not have the ring started half on old ones: as long as a part is
/// old, the ring waits for a kick (VU-33). Handles belong to the session.
/// </remarks>
public sealed partial class Vring
{
    internal Vring(int index) => Index = index;

    /// <summary>0 requestq, 1 eventq.</summary>
    public int Index { get; }

    /// <summary>SET_VRING_NUM, entries; null: never received.</summary>
    public ushort? Size { get; private set; }

    /// <summary>SET_VRING_BASE, next avail index, or both places of a packed ring; null: not received since the last stop.</summary>
    public uint? Base { get; private set; }

    /// <summary>SET_VRING_ADDR, untranslated; null: never received.</summary>
    public VringAddresses? Addresses { get; private set; }

    /// <summary>Readable when the driver kicks; null: not received since the last stop.</summary>
    public NotifyFd? Kick { get; private set; }

    /// <summary>Written to interrupt the driver; null: no signal (VU-30).</summary>
    public NotifyFd? Call { get; private set; }

    /// <summary>Written when the ring breaks; null: nobody is told.</summary>
    public NotifyFd? Err { get; private set; }

    /// <summary>The last SET_VRING_ENABLE; null: none, and then enabled exactly if bit 30 is not negotiated (VU-17).</summary>
    internal bool? EnableSet { get; private set; }

    /// <summary>May take buffers once started.</summary>
    public bool Enabled { get; private set; }

    /// <summary>The set-up is complete. If all of it is new, the ring does not wait for the kick itself: its avail ring is scanned at once
    /// (VU-23).</summary>
    public bool Started => Size is not null && Addresses is not null && Kick is not null && Refused == RingSetUp.None && (IsNew || Asked);

    /// <summary>Size, base and addresses came since the last stop.</summary>
    internal bool IsNew => (Renewed & RingSetUp.Place) == RingSetUp.Place;

    /// <summary>The guest wants the ring to run as it was set up last, because it has kicked it.</summary>
    internal bool Asked { get; private set; }

    /// <summary>The parts of which the last one sent was refused.</summary>
    internal RingSetUp Refused { get; private set; }

    /// <summary>The activation in hand rests on a set-up that was sent for it, and not on an earlier one.</summary>
    internal bool SetUpAnew { get; private set; }

    /// <summary>The start in hand is tried again after a failure, by a message that does not ask for it: not all of the set-up is
    /// new.</summary>
    internal bool IsRetry { get; private set; }

    /// <summary>Where the ring goes on: the base set or returned last; where a ring begins if there was none.</summary>
    public uint Start(DeviceFeatures features)
    {
        bool none = Base is null && StoredBase == 0 && LastStoppedAt is null;
        return none && (features & DeviceFeatures.RingPacked) != 0 ? PackedLayout.FirstBase : Base ?? StoredBase;
    }

    /// <summary>Whether that is where a ring begins. User-Mode Linux tells 0 for a packed ring too.</summary>
    public bool StartsAtFirst(DeviceFeatures features) =>
        Start(features) is var start && (start == 0 || (start == PackedLayout.FirstBase && (features & DeviceFeatures.RingPacked) != 0));

    /// <summary>Why the ring is <see cref="RingStage.Failed"/> or <see cref="RingStage.Broken"/>; null otherwise.</summary>
    public string? Fault { get; private set; }

    public RingStage Stage { get; private set; }

    /// <summary>The owner has a ring object for it.</summary>
    public bool Live => Stage is RingStage.Running or RingStage.Paused or RingStage.Broken;

    /// <summary>What GET_VRING_BASE answers while the ring is stopped (VU-25): last base set or returned.</summary>
    public uint StoredBase { get; private set; }

    /// <summary>The base at which the ring last stopped on this connection; null: it never did.</summary>
    public uint? LastStoppedAt { get; private set; }

    /// <summary>The parts that were sent since the last start or stop. They outlive an implicit stop, because they belong to the set-up
    /// that causes it.</summary>
    internal RingSetUp Renewed { get; private set; }

    /// <summary>The owner has confirmed the start: a later failure is a broken ring, not a failed start.</summary>
    internal bool Confirmed { get; private set; }
    /// <summary>Why a ring that is being set up does not run, in words; null: it runs, or nobody has begun to set it up.</summary>
    internal string? WhyIdle(RingContext context)
    {
        if (Stage is RingStage.Failed or RingStage.Broken) return Fault;
        bool begun = (Renewed & RingSetUp.Place) != RingSetUp.None;
        if (Stage != RingStage.Stopped || (Kick is null && !begun)) return null;
        if (Refused != RingSetUp.None) return $"its last {Message(Refused)} was refused";
        string?[] missing =
        [
            context.Features is not null ? null : "no features (SET_FEATURES)",
            context.HasMemory ? null : "no guest memory (SET_MEM_TABLE)",
            Size is not null ? null : "no size (SET_VRING_NUM)",
            Addresses is not null ? null : "no addresses (SET_VRING_ADDR)",
            Kick is not null ? null : "no kick descriptor (SET_VRING_KICK)",
            Enabled ? null : "not enabled (SET_VRING_ENABLE)",
        ];
        string words = string.Join(", ", missing.OfType<string>());
        return words.Length > 0 ? words : "not kicked since its last stop";
    }

    /// <summary>Looks the ring up in guest memory.</summary>
    /// <param name="accepted">Features as negotiated at this moment.</param>
    /// <returns>null, or why it has no place there (VU-28).</returns>
    internal string? Describe(GuestMemory memory, DeviceFeatures accepted, out RingSetup setup)
    {
        setup = default;
        if (this is not { Size: { } size, Addresses: { } at }) return "not set up";
        RingFeatures features = ToRingFeatures(accepted);
        bool eventIdx = (features & RingFeatures.EventIdx) != 0, packed = (features & RingFeatures.Packed) != 0;
        if (!memory.TryTranslateUser(at.Descriptors, SplitLayout.DescriptorTableSize(size), out ulong descriptors))
            return $"descriptor table at user address 0x{at.Descriptors:x} is not in guest memory";
        ulong availSize = packed ? PackedLayout.EventSize : SplitLayout.AvailSize(size, eventIdx);
        if (!memory.TryTranslateUser(at.Available, availSize, out ulong avail))
            return $"{(packed ? "driver event suppression" : "avail ring")} at user address 0x{at.Available:x} is not in guest memory";
        ulong usedSize = packed ? PackedLayout.EventSize : SplitLayout.UsedSize(size, eventIdx);
        if (!memory.TryTranslateUser(at.Used, usedSize, out ulong used))
            return $"{(packed ? "device event suppression" : "used ring")} at user address 0x{at.Used:x} is not in guest memory";
        setup = new RingSetup(new RingAddresses(descriptors, avail, used), size, Start(accepted), features, SetUpAnew);
        return null;
    }

    private static string Message(RingSetUp part) =>
        part.HasFlag(RingSetUp.Size) ? "SET_VRING_NUM" : part.HasFlag(RingSetUp.Base) ? "SET_VRING_BASE" : "SET_VRING_ADDR";

    private static RingFeatures ToRingFeatures(DeviceFeatures features) =>
        ((features & DeviceFeatures.IndirectDesc) != 0 ? RingFeatures.IndirectDescriptors : RingFeatures.None) |
        ((features & DeviceFeatures.EventIdx) != 0 ? RingFeatures.EventIdx : RingFeatures.None) |
        ((features & DeviceFeatures.RingPacked) != 0 ? RingFeatures.Packed : RingFeatures.None);
}
