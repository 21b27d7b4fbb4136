using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>Why and how a ring is to stop or pause.</summary>
public enum RingStopKind
{
    /// <summary>
    /// GET_VRING_BASE: take nothing more; finish what is in flight within the request deadline, then answer ERR; on the eventq return
    /// every held buffer INVALID; publish, signal, forget the ring object (VU-33, VU-45).
    /// </summary>
    GetBase,

    /// <summary>
    /// SET_VRING_ENABLE(0), and a change of features: take nothing more; finish what is in flight within the request deadline, then ERR;
    /// publish both rings. Held buffers stay held and the ring object stays; until <see cref="ResumeRing"/> not a byte is written (VU-35).
    /// </summary>
    Disable,

    /// <summary>A new set-up of a ring that was never stopped: forget it without writing; heads of the old activation are void
    /// (VU-27).</summary>
    Restart,

    /// <summary>RESET_DEVICE, SET_STATUS(0), disconnect, stop of a broken ring: forget it without writing (VU-34, VU-45).</summary>
    Drop,
}

/// <summary>How much a <see cref="Log"/> matters.</summary>
public enum SessionLogLevel
{
    Debug,
    Information,
    Warning,
    Error,
}

/// <summary>Something that the owner of a session is to do. It carries out the effects of one message one by one, in order, each finished
/// before the next begins.</summary>
/// <remarks>
/// The next message waits for the whole list. Handles in effects are borrowed: the session closes them, at the earliest after the list in
/// which they are replaced.
/// </remarks>
public abstract record SessionEffect;

/// <summary>Send these bytes, a whole frame.</summary>
public sealed record Reply(ReadOnlyMemory<byte> Frame) : SessionEffect;

/// <summary>Send <see cref="VhostUserSession.CompleteAck"/>: success unless an effect before it was reported as failed (VU-03).</summary>
public sealed record Ack : SessionEffect;

/// <summary>Send <see cref="VhostUserSession.CompleteGetVringBase"/> with the ring's next avail index (VU-33).</summary>
public sealed record ReplyVringBase(int Ring) : SessionEffect;

/// <summary>End the connection: carry out <see cref="VhostUserSession.Disconnect"/>, dispose of the session, listen again.
/// Always the last effect.</summary>
/// <param name="Reason">For the log; names the datum that was wrong.</param>
public sealed record Close(string Reason) : SessionEffect;

/// <summary>
/// Map these regions instead of all present ones, between two turns; then report <see cref="VhostUserSession.MemoryApplied"/> or
/// <see cref="VhostUserSession.MemoryRefused"/>. If refused, the old map stays (VU-40).
/// </summary>
public sealed record ReplaceMemory(IReadOnlyList<SharedRegion> Regions) : SessionEffect;

/// <summary>Map one more region; report as for <see cref="ReplaceMemory"/> (VU-41).</summary>
public sealed record AddRegion(SharedRegion Region) : SessionEffect;

/// <summary>Unmap one region; report as for <see cref="ReplaceMemory"/> (VU-41).</summary>
public sealed record RemoveRegion(RegionDescription Region) : SessionEffect;

/// <summary>Unmap everything: the connection is over (VU-55).</summary>
public sealed record ReleaseMemory : SessionEffect;

/// <summary>Stop or pause a ring. Finished when every actor concerned has answered; then report <see cref="VhostUserSession.RingStopped"/>
/// unless Disable.</summary>
public sealed record QuiesceRing(int Ring, RingStopKind Kind) : SessionEffect;

/// <summary>
/// A ring became started and enabled: build its ring object from <see cref="VhostUserSession.DescribeRing"/>, scan its avail ring
/// unconditionally (VU-23), report <see cref="VhostUserSession.RingStarted"/> or <see cref="VhostUserSession.RingFailed"/>.
/// </summary>
/// <remarks>If <see cref="VhostUserSession.NoRingAlive"/>, first decide new session or resume, by
/// <see cref="StartDecision"/> (VU-47).</remarks>
public sealed record StartRing(int Ring) : SessionEffect;

/// <summary>SET_VRING_ENABLE(1) after ENABLE(0): same index, re-evaluate every held buffer, scan the avail ring (VU-35).</summary>
public sealed record ResumeRing(int Ring) : SessionEffect;

/// <summary>
/// Memory or features changed below a live ring: give it the addresses and features of <see cref="VhostUserSession.DescribeRing"/>, keep
/// indices and chains in flight, scan the avail ring if it runs; if it no longer translates, report
/// <see cref="VhostUserSession.RingFailed"/> (VU-40).
/// </summary>
public sealed record RemapRing(int Ring) : SessionEffect;

/// <summary>This descriptor now kicks the ring; if the ring runs, scan it (VU-23). null: stop watching.</summary>
public sealed record SetKick(int Ring, NotifyFd? Handle) : SessionEffect;

/// <summary>Completions are now signalled here; if anything was published since the ring started, signal once (VU-31). null: no
/// signal.</summary>
public sealed record SetCall(int Ring, NotifyFd? Handle) : SessionEffect;

/// <summary>This descriptor is written to when the ring breaks (VU-36). null: nobody is told.</summary>
public sealed record SetErr(int Ring, NotifyFd? Handle) : SessionEffect;

/// <summary><see cref="VhostUserSession.Features"/> has a new value; no ring takes buffers at this moment (VU-18, VU-19).</summary>
internal sealed record FeaturesChanged(DeviceFeatures Features) : SessionEffect;

/// <summary>RESET_DEVICE: return every line to its initial state (VU-47). All rings are dropped by then.</summary>
public sealed record ResetDevice : SessionEffect;

/// <summary>The rings are stopped, and a message says that this is no pause: pins go to their release state (VU-47b).</summary>
/// <param name="Sign">The message, for the log.</param>
public sealed record DriverGone(string Sign) : SessionEffect;

/// <summary>A line for the log. A front-end can cause any number of them: the owner throttles.</summary>
public sealed record Log(SessionLogLevel Level, string Text) : SessionEffect;
