namespace GpioHub.Transports.VhostUser;

/// <summary>The rings of a device: which of them a message means, and what becomes of the other one.</summary>
/// <param name="maxSize">Longest ring accepted, entries.</param>
internal sealed partial class RingTable(int maxSize)
{
    private readonly Vring[] _rings = [.. Enumerable.Range(0, VhostUserOffer.RingCount).Select(i => new Vring(i))];

    /// <summary>requestq, eventq.</summary>
    public IReadOnlyList<Vring> Rings => _rings;

    /// <summary>A ring takes buffers, or is about to.</summary>
    public bool AnyRuns => _rings.Any(r => r.Stage == RingStage.Running);

    /// <summary>No ring has a ring object that its owner has confirmed.</summary>
    public bool NoneAlive => !_rings.Any(r => r.Live && r.Confirmed);

    /// <summary>SET_FEATURES was good (VU-17, VU-18).</summary>
    /// <param name="changed">The features are others than before.</param>
    public void TakeFeatures(DeviceFeatures features, bool changed, RingContext context, Outcome outcome)
    {
        if (changed)
        {
            foreach (Vring ring in _rings)
            {
                if (ring.Stage == RingStage.Running) ring.Pause(outcome);
            }
            outcome.Emit(new FeaturesChanged(features));
            foreach (Vring ring in _rings) ring.Remap(outcome);
        }
        foreach (Vring ring in _rings)
        {
            ring.EnableByDefault((features & DeviceFeatures.ProtocolFeatures) == 0);
            ring.ConsiderStart(context, outcome);
        }
    }

    /// <summary>Guest memory changes. No ring needs to stop for it: chains in flight are kept as guest addresses (VU-40).</summary>
    public void TakeMemory(RingContext context, Outcome outcome)
    {
        foreach (Vring ring in _rings) ring.Remap(outcome);
        foreach (Vring ring in _rings) ring.ConsiderStart(context, outcome);
    }

    /// <summary>RESET_OWNER is deprecated, and implementations differ about it: rings are disabled, the rest stays (VU-59).</summary>
    public void Disable(Outcome outcome)
    {
        foreach (Vring ring in _rings) ring.Disable(outcome);
    }

    /// <summary>RESET_DEVICE: every ring stopped and disabled, and its set-up forgotten (VU-47).</summary>
    public void Reset(Outcome outcome)
    {
        foreach (Vring ring in _rings) ring.Reset(outcome);
    }

    /// <summary>Stops every ring that lives, without a byte being written.</summary>
    public void DropLive(Outcome outcome)
    {
        foreach (Vring ring in _rings.Where(r => r.Live)) ring.Stop(RingStopKind.Drop, outcome);
    }

    /// <summary>The connection is over: every ring stops, and no kick is watched.</summary>
    public void Drop(Outcome outcome)
    {
        foreach (Vring ring in _rings) ring.Stop(RingStopKind.Drop, outcome);
    }

    /// <summary>Closes every descriptor of a ring. Safe to repeat.</summary>
    public void Close()
    {
        foreach (Vring ring in _rings) ring.Close();
    }

    /// <summary>Stops a ring that was never stopped, because a new set-up begins (VU-27).</summary>
    /// <remarks>
    /// If no other ring runs, this is the reset of a front-end that only disables. Then the rest of the old activation ends too. Otherwise
    /// a ring that the new driver does not set up might be enabled again over memory that is used for something else by then.
    /// </remarks>
    private void StopBeforeSetUp(Vring ring, Outcome outcome)
    {
        if (!ring.Live) return;
        bool othersRun = _rings.Any(r => r != ring && r.Stage == RingStage.Running);
        ring.Stop(RingStopKind.Restart, outcome);
        if (othersRun) return;
        foreach (Vring other in _rings.Where(r => r.Live)) other.Stop(RingStopKind.Restart, outcome);
    }
}
