
namespace GpioHub.Actors.Contract;

/// <param name="Index">0 = requestq, 1 = eventq.</param>
/// <param name="State">stopped, started (kick seen, not enabled), running, broken.</param>
/// <param name="Malformed">Chains or buffers refused since the hub began to serve the guest.</param>
public sealed record RingSnapshot(int Index, string State, int Size, int LastAvail, int Used, int InFlight, long Completed, long Malformed)
{
    /// <summary>Why a ring that was set up does not run, in words; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Chains in flight when an earlier hub ended that this one could not find (VU-48).</summary>
    public int Lost { get; init; }
}
