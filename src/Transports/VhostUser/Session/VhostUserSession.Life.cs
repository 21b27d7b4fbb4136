using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <remarks>The life of a ring: when it starts, pauses and stops, and what its owner reports of it.</remarks>
public sealed partial class VhostUserSession
{
    /// <summary>
    /// Every ring was stopped, so the next ring to start decides what the lines do. The decision is over the rings whose
    /// <see cref="Vring.Base"/> is not null (VU-47).
    /// </summary>
    public bool NoRingAlive => !_rings.Any(r => r.Live && r.Confirmed);

    /// <summary>The ring object of <see cref="StartRing"/> exists and takes buffers.</summary>
    public void RingStarted(int ring) => (_rings[ring].Confirmed, _rings[ring].Renewed) = (true, RingSetUp.None);

    /// <summary>
    /// A ring could not be started or looked up again: the message fails. A ring that had started is broken, and its owner writes its error
    /// descriptor (VU-28, VU-36, VU-40). A message that is a part of a new set-up does not fail because the rest is still the old one.
    /// </summary>
    /// <param name="reason">Names the datum that was wrong.</param>
    public void RingFailed(int ring, string reason)
    {
        Vring failed = _rings[ring];
        if (!failed.Live) return;
        (failed.Stage, failed.Fault) = (failed.Confirmed ? RingStage.Broken : RingStage.Failed, reason);
        if (!failed.Confirmed && failed.IsRetry) return;
        failed.Renewed = RingSetUp.None;
        _outcome.Fail($"ring {ring}: {reason}");
    }

    /// <summary>The guest broke a running ring, between messages: the ring is not used until it is stopped, set up anew or reset
    /// (VU-36).</summary>
    /// <param name="reason">How, in words.</param>
    public void RingBroken(int ring, string reason)
    {
        if (_rings[ring].Live) (_rings[ring].Stage, _rings[ring].Fault) = (RingStage.Broken, reason);
    }

    /// <summary>The kick descriptor of a ring that does not run was written a while ago: the guest wants it to run, and the front-end has
    /// had time to say all that it wants to say. Call it between messages.</summary>
    /// <returns>What to do, in order: a ring starts whose set-up was not repeated since its last stop, at 0 if no base was ever sent
    /// (VU-33).</returns>
    public IReadOnlyList<SessionEffect> Kicked(int ring)
    {
        Vring kicked = _rings[ring];
        if (_closed || kicked.Kick is null || kicked.Stage != RingStage.Stopped) return [];
        _outcome = new Outcome(default, _retired);
        kicked.Asked = true;
        ConsiderStart(kicked);
        return _outcome.Effects;
    }

    /// <summary>Why a ring that is being set up does not run, in words; null: it runs, or nobody has begun to set it up.</summary>
    public string? WhyIdle(int ring)
    {
        Vring idle = _rings[ring];
        if (idle.Stage is RingStage.Failed or RingStage.Broken) return idle.Fault;
        bool begun = (idle.Renewed & RingSetUp.Place) != RingSetUp.None;
        if (idle.Stage != RingStage.Stopped || (idle.Kick is null && !begun)) return null;
        if (idle.Refused != RingSetUp.None) return $"its last {Message(idle.Refused)} was refused";
        string?[] missing =
        [
            _features.Accepted is not null ? null : "no features (SET_FEATURES)",
            Memory.Regions.Count > 0 ? null : "no guest memory (SET_MEM_TABLE)",
            idle.Size is not null ? null : "no size (SET_VRING_NUM)",
            idle.Addresses is not null ? null : "no addresses (SET_VRING_ADDR)",
            idle.Kick is not null ? null : "no kick descriptor (SET_VRING_KICK)",
            idle.Enabled ? null : "not enabled (SET_VRING_ENABLE)",
        ];
        string words = string.Join(", ", missing.OfType<string>());
        return words.Length > 0 ? words : "not kicked since its last stop";
    }

    /// <summary>A <see cref="QuiesceRing"/> other than Disable is done.</summary>
    /// <param name="nextAvail">Index of the next avail entry, from which the ring could resume.</param>
    public void RingStopped(int ring, ushort nextAvail) => (_rings[ring].StoredBase, _rings[ring].LastStoppedAt) = (nextAvail, nextAvail);

    private static string Message(RingSetUp part) =>
        part.HasFlag(RingSetUp.Size) ? "SET_VRING_NUM" : part.HasFlag(RingSetUp.Base) ? "SET_VRING_BASE" : "SET_VRING_ADDR";

    /// <summary>The answer to GET_VRING_BASE for a ring that has stopped.</summary>
    public byte[] CompleteGetVringBase(int ring)
    {
        CloseRetired();
        return VhostUserFrame.Reply(VhostUserRequest.GetVringBase, new VringState((uint)ring, _rings[ring].StoredBase).Encode());
    }

    /// <summary>Looks a ring up in guest memory as it is mapped now.</summary>
    /// <returns>null, or why it has no place there, for <see cref="RingFailed"/> (VU-28).</returns>
    public string? DescribeRing(int ring, GuestMemory memory, out RingSetup setup)
    {
        ArgumentNullException.ThrowIfNull(memory);
        setup = default;
        Vring asked = _rings[ring];
        if (asked is not { Size: { } size, Addresses: { } at }) return "not set up";
        RingFeatures features = ToRingFeatures(Features);
        bool eventIdx = (features & RingFeatures.EventIdx) != 0;
        if (!memory.TryTranslateUser(at.Descriptors, SplitLayout.DescriptorTableSize(size), out ulong descriptors))
            return $"descriptor table at user address 0x{at.Descriptors:x} is not in guest memory";
        if (!memory.TryTranslateUser(at.Available, SplitLayout.AvailSize(size, eventIdx), out ulong avail))
            return $"avail ring at user address 0x{at.Available:x} is not in guest memory";
        if (!memory.TryTranslateUser(at.Used, SplitLayout.UsedSize(size, eventIdx), out ulong used))
            return $"used ring at user address 0x{at.Used:x} is not in guest memory";
        setup = new RingSetup(new RingAddresses(descriptors, avail, used), size, asked.Start, features, asked.SetUpAnew);
        return null;
    }

    private static RingFeatures ToRingFeatures(DeviceFeatures features) =>
        ((features & DeviceFeatures.IndirectDesc) != 0 ? RingFeatures.IndirectDescriptors : RingFeatures.None) |
        ((features & DeviceFeatures.EventIdx) != 0 ? RingFeatures.EventIdx : RingFeatures.None);

    /// <summary>Starts or resumes a ring if nothing is missing any more (VU-22).</summary>
    /// <param name="asks">The message asks for just that: if the ring does not start, the message fails.</param>
    private void ConsiderStart(Vring ring, bool asks = false)
    {
        bool ready = ring is { Started: true, Enabled: true } && _features.Accepted is not null;
        if (!ready || ring.Stage is RingStage.Running or RingStage.Broken) return;
        if ((Features & DeviceFeatures.Version1) == 0)
        {
            // The layout would be the legacy one, which virtio-gpio never had (VU-16).
            if (ring.Live) StopAndForget(ring, RingStopKind.Drop);
            else ring.Stage = RingStage.Failed;
            ring.Fault = "it would start without VERSION_1";
            _outcome.Fail($"ring {ring.Index} would start without VERSION_1");
        }
        else if (ring.Stage == RingStage.Paused)
        {
            ring.Stage = RingStage.Running;
            _outcome.Emit(new ResumeRing(ring.Index));
        }
        else if (_memory.Coming.Regions.Count > 0)
        {
            bool isRetry = ring.Stage == RingStage.Failed && !ring.IsNew && !asks;
            (ring.IsRetry, ring.SetUpAnew, ring.Asked) = (isRetry, ring.IsNew, true);
            (ring.Stage, ring.Confirmed, ring.Fault) = (RingStage.Running, false, null);
            _outcome.Emit(new StartRing(ring.Index));
        }
    }

    private void Disable(Vring ring)
    {
        (ring.EnableSet, ring.Enabled) = (false, false);
        if (ring.Stage == RingStage.Running) Pause(ring);
        else if (ring.Stage == RingStage.Failed) (ring.Stage, ring.Fault) = (RingStage.Stopped, null);
    }

    private void Pause(Vring ring)
    {
        ring.Stage = RingStage.Paused;
        _outcome.Emit(new QuiesceRing(ring.Index, RingStopKind.Disable));
    }

    /// <summary>Stops a ring that was never stopped, because a new set-up begins (VU-27).</summary>
    /// <remarks>
    /// If no other ring runs, this is the reset of a front-end that only disables. Then the rest of the old activation ends too. Otherwise
    /// a ring that the new driver does not set up might be enabled again over memory that is used for something else by then.
    /// </remarks>
    private void StopBeforeSetUp(Vring ring)
    {
        if (!ring.Live) return;
        bool othersRun = _rings.Any(r => r != ring && r.Stage == RingStage.Running);
        StopAndForget(ring, RingStopKind.Restart);
        if (othersRun) return;
        foreach (Vring other in _rings)
        {
            if (other.Live) StopAndForget(other, RingStopKind.Restart);
        }
    }

    /// <summary>
    /// Ends an activation: the ring stops, and its kick descriptor goes, unless it has already come for the next activation. Size,
    /// addresses, enable flag, call and error descriptors stay, as in libvhost-user, DPDK and rust-vmm.
    /// </summary>
    private void StopAndForget(Vring ring, RingStopKind kind)
    {
        if (ring.Live) _outcome.Emit(new QuiesceRing(ring.Index, kind));
        RingSetUp kept = kind == RingStopKind.Restart ? ring.Renewed : RingSetUp.None;
        if (ring.Kick is not null && (kept & RingSetUp.Kick) == 0)
        {
            _outcome.Retire(ring.Kick);
            ring.Kick = null;
            _outcome.Emit(new SetKick(ring.Index, null));
        }
        (ring.Base, ring.Renewed, ring.Refused, ring.Asked) = (null, kept, RingSetUp.None, false);
        (ring.Stage, ring.Confirmed, ring.Fault) = (RingStage.Stopped, false, null);
    }

    private void RemapLiveRings()
    {
        foreach (Vring ring in _rings)
        {
            if (ring.Stage is RingStage.Running or RingStage.Paused) _outcome.Emit(new RemapRing(ring.Index));
        }
    }
}
