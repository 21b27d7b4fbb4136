using GpioHub.SimRig.Chips;

namespace GpioHub.SimRig.Edges;

/// <summary>One that is told a line's edges, and the process that tells it. It is armed and at rest between two edges.</summary>
internal abstract class EdgeConsumer(string name, SimLine pin) : IAsyncDisposable
{
    private bool _level;

    /// <summary>In figures.</summary>
    public string Name => name;

    /// <summary>The process that takes the edge from the chip.</summary>
    public abstract int ProcessId { get; }

    /// <summary>Pulls an edge.</summary>
    public void Pull() => pin.Pull(_level = !_level);

    /// <summary>Waits, without limit, in one blocking read of an eventfd, until it has been told of an edge.</summary>
    public abstract void Await();

    /// <summary>Arms it again after an edge.</summary>
    public abstract void Rearm();

    /// <summary>A number from which <see cref="HappenedAsync"/> can tell what happened later.</summary>
    public abstract Task<long> PositionAsync();

    /// <summary>The kernel's timestamps of so many edges after a position, oldest first.</summary>
    public abstract Task<long[]> HappenedAsync(long position, int count);

    public abstract ValueTask DisposeAsync();
}
