using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <summary>What one guest is made of, and what outlives its actors: plan, slots, queues, endpoint.</summary>
public sealed class GuestWiring
{
    public GuestWiring(GuestPlan plan, IReadOnlyDictionary<int, ChipUser> users, IReactor reactor, IMonotonicClock clock, IFaultPlan faults, GuestEndpoint endpoint)
    {
        (Plan, Reactor, Clock, Faults, Endpoint) = (plan, reactor, clock, faults, endpoint);
        if (!NameBlock.TryCreate([.. plan.Lines.Select(line => line.Name)], out var names, out string error)) throw new ArgumentException(error, nameof(plan));
        Slots = [.. plan.Lines.Select(line => new LineSlot(line, users.GetValueOrDefault(line.Line), plan.EarlyUnmask))];
        Queues = new GuestQueues(plan.Lines.Length, names);
        Turn = new GuestTurn(Queues, reactor, clock);
    }

    public GuestPlan Plan { get; }

    public IReactor Reactor { get; }

    public IMonotonicClock Clock { get; }

    public IFaultPlan Faults { get; }

    public GuestEndpoint Endpoint { get; }

    public LineSlot[] Slots { get; }

    public GuestQueues Queues { get; }

    public GuestTurn Turn { get; }

    public RingHistory[] History { get; } = [new(), new()];

    /// <summary>Connections served since the hub started.</summary>
    public long Sessions { get; set; }

    /// <summary>The chips' actors by id.</summary>
    public required IReadOnlyDictionary<string, IActorRef> Chips { get; init; }

    /// <summary>The dispatcher of this guest's reactor.</summary>
    public required string Dispatcher { get; init; }
}

/// <summary>What this process remembers of a ring over all connections, for VU-47a.</summary>
public sealed class RingHistory
{
    /// <summary>Next avail index at its last stop, disconnects included; null = it never stopped.</summary>
    public ushort? LastStoppedAt { get; set; }

    /// <summary>The ring's completions when the last new driver session began.</summary>
    public long CompletedAtNewSession { get; set; }

    /// <summary>This process has started the ring before.</summary>
    public bool Known { get; set; }
}
