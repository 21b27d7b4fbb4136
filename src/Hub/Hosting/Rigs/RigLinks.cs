using Akka.Actor;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Links;
using GpioHub.Hub.Links;
using GpioHub.Hub.Links.Certificates;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>The links of a running rig: their actors, and the wire to the other hosts below them.</summary>
/// <remarks>A hub without links makes none of this, and loads nothing of what carries it.</remarks>
internal sealed class RigLinks : IAsyncDisposable
{
    private readonly RigWire _wire;

    /// <param name="system">Where the actors run.</param>
    /// <param name="reactor">On what of it: the first one.</param>
    /// <exception cref="LinkSetupException">This host cannot be part of the rig as the plan says. Of a successor that is said in the log,
    /// and its guests are served.</exception>
    public RigLinks(ActorSystem system, IReactor reactor, LinksPlan plan, ILoggerFactory logs, RigStart start)
    {
        _wire = start.Keeping.IsSuccessor
            ? new RigWire(reactor, logs, start.Verbose)                    // guests are waiting, and not for files: those are read beside
            : new RigWire(plan, reactor, logs, start.Verbose);
        Set = new LinkSet(system, ReactorSet.IdOf(0), reactor, plan, _wire, SystemClock.Instance, BootNow(), start.Keeping.IsSuccessor);
    }

    public LinkSet Set { get; }

    /// <summary>Listens and connects from here on. It waits for nobody.</summary>
    public void Begin() => _wire.Begin(Set);

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    /// <summary>Nanoseconds of CLOCK_REALTIME: greater than the number of any process before, unless that clock was set back. The other
    /// hubs tell a process that is behind (LK-05).</summary>
    private static ulong BootNow() => (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
