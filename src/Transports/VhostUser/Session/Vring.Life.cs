using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <remarks>The life of a ring: its parts come, it starts, pauses and stops, and its owner reports of it.</remarks>
public sealed partial class Vring
{
    internal void SetSize(ushort entries)
    {
        Size = entries;
        Take(RingSetUp.Size);
    }

    internal void SetBase(uint index)
    {
        (Base, StoredBase) = (index, index);
        Take(RingSetUp.Base);
    }

    internal void SetAddresses(VringAddresses addresses)
    {
        Addresses = addresses;
        Take(RingSetUp.Addresses);
    }

    internal void SetKick(NotifyFd kick, Outcome outcome)
    {
        Take(RingSetUp.Kick);
        ReplaceKick(kick, outcome);
    }

    internal void SetCall(NotifyFd? call, Outcome outcome)
    {
        outcome.Retire(Call);
        Call = call;
        outcome.Emit(new SetCall(Index, call));
    }

    internal void SetErr(NotifyFd? err, Outcome outcome)
    {
        outcome.Retire(Err);
        Err = err;
        outcome.Emit(new SetErr(Index, err));
    }

    /// <summary>Refuses a part of the set-up. A ring that does not run waits for a good one: the old part is not what the front-end
    /// means.</summary>
    internal void Refuse(RingSetUp part, string reason, Outcome outcome)
    {
        if (!Live) Refused |= part;
        outcome.Fail($"ring {Index}: {reason}");
    }

    /// <summary>Without bit 30 there is no SET_VRING_ENABLE, and rings are enabled at once. With it only that message enables them
    /// (VU-17).</summary>
    internal void EnableByDefault(bool byDefault)
    {
        if (byDefault) EnableSet = null;
        Enabled = EnableSet ?? byDefault;
    }

    internal void Enable() => (EnableSet, Enabled) = (true, true);

    internal void Disable(Outcome outcome)
    {
        (EnableSet, Enabled) = (false, false);
        if (Stage == RingStage.Running) Pause(outcome);
        else if (Stage == RingStage.Failed) (Stage, Fault) = (RingStage.Stopped, null);
    }

    /// <summary>The guest wants the ring to run, though its set-up was not repeated since its last stop (VU-33).</summary>
    internal void Ask(RingContext context, Outcome outcome)
    {
        if (Kick is null || Stage != RingStage.Stopped) return;
        Asked = true;
        ConsiderStart(context, outcome);
    }

    /// <summary>Starts or resumes the ring if nothing is missing any more (VU-22).</summary>
    /// <param name="enables">The message asks for just that: if the start fails, it fails too.</param>
    internal void ConsiderStart(RingContext context, Outcome outcome, bool enables = false)
    {
        if (!Started || !Enabled || context.Features is not { } features || Stage is RingStage.Running or RingStage.Broken) return;
        if ((features & (DeviceFeatures.Version1 | DeviceFeatures.RingPacked)) == DeviceFeatures.RingPacked)
        {
            // Bit 34 is a bit of virtio 1.1; whoever has it without VERSION_1 has mixed up the words of features (VU-16).
            if (Live) Stop(RingStopKind.Drop, outcome);
            else Stage = RingStage.Failed;
            Fault = "it would start packed without VERSION_1";
            outcome.Fail($"ring {Index} would start packed without VERSION_1");
        }
        else if (Stage == RingStage.Paused)
        {
            Stage = RingStage.Running;
            outcome.Emit(new ResumeRing(Index));
        }
        else if (context.HasMemory)
        {
            (IsRetry, SetUpAnew, Asked) = (Stage == RingStage.Failed && !IsNew && !enables, IsNew, true);
            (Stage, Confirmed, Fault) = (RingStage.Running, false, null);
            if ((features & DeviceFeatures.Version1) == 0)
                outcome.Emit(new Log(SessionLogLevel.Information, $"ring {Index} starts without VERSION_1: taken as little-endian"));
            outcome.Emit(new StartRing(Index));
        }
    }

    internal void Pause(Outcome outcome)
    {
        Stage = RingStage.Paused;
        outcome.Emit(new QuiesceRing(Index, RingStopKind.Disable));
    }

    /// <summary>Memory or features changed below the ring: if it lives, it is looked up again (VU-40).</summary>
    internal void Remap(Outcome outcome)
    {
        if (Stage is RingStage.Running or RingStage.Paused) outcome.Emit(new RemapRing(Index));
    }

    /// <summary>
    /// Ends an activation: the ring stops, and its kick descriptor goes, unless it has already come for the next activation. Size,
    /// addresses, enable flag, call and error descriptors stay, as in libvhost-user, DPDK and rust-vmm.
    /// </summary>
    internal void Stop(RingStopKind kind, Outcome outcome)
    {
        if (Live) outcome.Emit(new QuiesceRing(Index, kind));
        RingSetUp kept = kind == RingStopKind.Restart ? Renewed : RingSetUp.None;
        if (Kick is not null && (kept & RingSetUp.Kick) == 0) ReplaceKick(null, outcome);
        (Base, Renewed, Refused, Asked) = (null, kept, RingSetUp.None, false);
        (Stage, Confirmed, Fault) = (RingStage.Stopped, false, null);
    }

    /// <summary>RESET_DEVICE: also what a stop keeps goes, but for call and error descriptors (VU-47).</summary>
    internal void Reset(Outcome outcome)
    {
        Stop(RingStopKind.Drop, outcome);
        (EnableSet, Enabled, StoredBase) = (false, false, 0);
        (Size, Addresses) = (null, null);
    }

    /// <summary>The owner's ring object exists and takes buffers.</summary>
    internal void Confirm() => (Confirmed, Renewed) = (true, RingSetUp.None);

    /// <summary>
    /// The ring could not be started or looked up again: the message fails. A ring that had started is broken (VU-28, VU-40). A message
    /// that is a part of a new set-up does not fail because the rest is still the old one.
    /// </summary>
    internal void Fail(string reason, Outcome outcome)
    {
        if (!Live) return;
        (Stage, Fault) = (Confirmed ? RingStage.Broken : RingStage.Failed, reason);
        if (!Confirmed && IsRetry) return;
        Renewed = RingSetUp.None;
        outcome.Fail($"ring {Index}: {reason}");
    }

    /// <summary>The guest broke the ring: it is not used until it is stopped, set up anew or reset (VU-36).</summary>
    internal void Break(string reason)
    {
        if (Live) (Stage, Fault) = (RingStage.Broken, reason);
    }

    /// <summary>The ring is at rest.</summary>
    /// <param name="base">Where it goes on.</param>
    internal void StoppedAt(uint @base) => (StoredBase, LastStoppedAt) = (@base, @base);

    /// <summary>Closes its descriptors, because the connection is over. Safe to repeat.</summary>
    internal void Close()
    {
        Kick?.Dispose();
        Call?.Dispose();
        Err?.Dispose();
        (Kick, Call, Err) = (null, null, null);
    }

    private void ReplaceKick(NotifyFd? kick, Outcome outcome)
    {
        outcome.Retire(Kick);
        Kick = kick;
        outcome.Emit(new SetKick(Index, kick));
    }

    /// <summary>Notes that a part was sent, and is good.</summary>
    private void Take(RingSetUp part) => (Renewed, Refused) = (Renewed | part, Refused & ~part);
}
