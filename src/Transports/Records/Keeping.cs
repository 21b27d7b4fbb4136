using GpioHub.Transports.Native;

namespace GpioHub.Transports.Records;

/// <summary>What lets a hub be followed by another process without a guest noticing: who keeps its descriptors, the record of its state,
/// and what the process before has left of both.</summary>
public sealed class Keeping
{
    /// <summary>Nothing outlives this process.</summary>
    public static readonly Keeping None = new();

    /// <summary>Who keeps descriptors from here on.</summary>
    public IDescriptorStore Store { get; init; } = NoDescriptorStore.Instance;

    /// <summary>What the process before has left; empty if there was none.</summary>
    public InheritedDescriptors Inherited { get; init; } = new();

    /// <summary>The record; null = none is written.</summary>
    public RecordFile? Record { get; init; }

    /// <summary>This process goes on with what another began: <see cref="Record"/> and <see cref="Inherited"/> are that one's.</summary>
    public bool IsSuccessor { get; init; }

    /// <summary>When the process before ended, CLOCK_MONOTONIC, nanoseconds; 0 = there was none, or nobody knows.</summary>
    public long EndedNs { get; init; }

    /// <summary>Who ended the process before.</summary>
    public EndedBy EndedBy { get; init; }

    /// <summary>The same for what comes later, which follows nothing.</summary>
    public Keeping ForNewcomers() => new() { Store = Store, Inherited = Inherited, Record = Record };

    /// <summary>The writing of one reactor; null = nothing is recorded.</summary>
    public RecordTurn? TurnOf(int reactor) => Record?.Turn(reactor);
}
