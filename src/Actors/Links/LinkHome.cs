using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Rules.Links;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Links;

/// <summary>What the links of a hub have in common. Any thread.</summary>
/// <param name="boot">As of <see cref="LinkSet"/>.</param>
/// <param name="goesOn">Likewise.</param>
/// <param name="reactor">Likewise.</param>
internal sealed class LinkHome(ILinkWire wire, IMonotonicClock clock, ulong boot, bool goesOn, IReactor? reactor)
{
    private readonly LinkSends? _sends = reactor is null ? null : new LinkSends(reactor, wire);
    private readonly LogThrottle _throttle = new();
    private readonly Lock _saying = new();
    private ulong _anew;

    public ILinkWire Wire => wire;

    /// <summary>Sends a message, as soon as it may leave. Links' actors only.</summary>
    public void Send(string host, LinkMessage message)
    {
        if (_sends is null) wire.Send(host, message);
        else _sends.Add(host, message);
    }

    public long NowNs => clock.NowNs;

    /// <summary>This process goes on with what another began.</summary>
    public bool GoesOn => goesOn;

    /// <summary>The number with which this process has begun.</summary>
    public ulong Boot { get; } = boot;

    /// <summary>A number for a link that begins anew, as if this process did.</summary>
    public ulong AnotherBoot() => Boot + Interlocked.Increment(ref _anew);

    /// <summary>Says in the log that somebody was turned away, not as often as it happens.</summary>
    public void Say(ActorSystem system, string from, string why)
    {
        lock (_saying)
        {
            if (!_throttle.Allows(NowNs)) return;
            system.Log.WithContext(LogSubject.Part, "links").Warning("turned away {From}: {Why}", from, why);
        }
    }
}
