using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <remarks>What the owner asks and reports while it carries out effects, and between two messages.</remarks>
public sealed partial class VhostUserSession
{
    /// <summary>
    /// Every ring was stopped, so the next ring to start decides what the lines do. The decision is over the rings whose
    /// <see cref="Vring.Base"/> is not null (VU-47).
    /// </summary>
    public bool NoRingAlive => _rings.NoneAlive;

    /// <summary>The owner has mapped what <see cref="ReplaceMemory"/>, <see cref="AddRegion"/> or
    /// <see cref="RemoveRegion"/> asked for.</summary>
    public void MemoryApplied() => _memory.Applied();

    /// <summary>The owner could not map the memory and keeps the old map: the message fails.</summary>
    public void MemoryRefused(string reason)
    {
        _memory.Drop();
        _outcome.Fail(reason);
    }

    /// <summary>The ring object of <see cref="StartRing"/> exists and takes buffers.</summary>
    public void RingStarted(int ring) => Rings[ring].Confirm();

    /// <summary>
    /// A ring could not be started or looked up again: the message fails. A ring that had started is broken, and its owner writes its error
    /// descriptor (VU-28, VU-36, VU-40).
    /// </summary>
    /// <param name="reason">Names the datum that was wrong.</param>
    public void RingFailed(int ring, string reason) => Rings[ring].Fail(reason, _outcome);

    /// <summary>The guest broke a running ring, between messages (VU-36).</summary>
    /// <param name="reason">How, in words.</param>
    public void RingBroken(int ring, string reason) => Rings[ring].Break(reason);

    /// <summary>A <see cref="QuiesceRing"/> other than Disable is done.</summary>
    /// <param name="base">Where it goes on.</param>
    public void RingStopped(int ring, uint @base) => Rings[ring].StoppedAt(@base);

    /// <summary>The kick descriptor of a ring that does not run was written a while ago: the guest wants it to run, and the front-end has
    /// had time to say all that it wants to say. Call it between messages.</summary>
    /// <returns>What to do, in order: a ring starts whose set-up was not repeated since its last stop, at 0 if no base was ever sent
    /// (VU-33).</returns>
    public IReadOnlyList<SessionEffect> Kicked(int ring)
    {
        if (_closed) return [];
        _outcome = new Outcome(default, _retired);
        Rings[ring].Ask(Context, _outcome);
        return _outcome.Effects;
    }

    /// <summary>Why a ring that is being set up does not run, in words; null: it runs, or nobody has begun to set it up.</summary>
    public string? WhyIdle(int ring) => Rings[ring].WhyIdle(new RingContext(_features.Accepted, Memory.Regions.Count > 0));

    /// <summary>Looks a ring up in guest memory as it is mapped now.</summary>
    /// <returns>null, or why it has no place there, for <see cref="RingFailed"/> (VU-28).</returns>
    public string? DescribeRing(int ring, GuestMemory memory, out RingSetup setup)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return Rings[ring].Describe(memory, Features, out setup);
    }

    /// <summary>The answer to the message in hand: 0, or 1 if it or one of its effects failed (VU-03).</summary>
    public byte[] CompleteAck()
    {
        if (_memory.Drop()) _outcome.Fail("the owner did not report");
        CloseRetired();
        return _outcome.Acknowledgement();
    }

    /// <summary>The answer to GET_VRING_BASE for a ring that has stopped.</summary>
    public byte[] CompleteGetVringBase(int ring)
    {
        CloseRetired();
        return VhostUserFrame.Reply(VhostUserRequest.GetVringBase, new VringState((uint)ring, Rings[ring].StoredBase).Encode());
    }
}
