using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Hub;

/// <summary>A rig made from its plan: everything that outlives the actors which serve it.</summary>
public sealed class RigWiring
{
    /// <param name="plan">Simulated chips only.</param>
    /// <param name="dispatcher">Id under which <paramref name="reactor"/> is registered.</param>
    /// <param name="endpoints">By guest id; bound already.</param>
    /// <param name="ports">Makes the port of a chip.</param>
    public RigWiring(RigPlan plan, IReactor reactor, string dispatcher, IMonotonicClock clock, IFaultPlan faults,
        IReadOnlyDictionary<string, GuestEndpoint> endpoints, Func<ChipPlan, IChipPort> ports)
    {
        (Plan, Dispatcher, Faults) = (plan, dispatcher, faults);
        Environment = new ChipEnvironment(clock, new EventSequence());
        var users = plan.Guests
            .SelectMany(guest => guest.Lines.Where(line => line.From is not null).Select(line => new ChipUser(guest.Id, line) { SameReactor = true }))
            .ToArray();
        Chips = [.. plan.Chips.Select(chip =>
            new ChipDesk(new ChipNets(chip, users.Where(user => user.Address.Chip == chip.Id)), new ChipHealth(), ports(chip), Environment, faults))];
        foreach (var chip in Chips)
            foreach (var user in chip.Nets.Users)
                if (user.SameReactor) user.Desk = chip;
        Guests = [.. plan.Guests.Select(guest =>
            new GuestWiring(guest, users.Where(user => user.Guest == guest.Id).ToDictionary(user => user.Plan.Line), reactor, clock, faults, endpoints[guest.Id])
            {
                Chips = ChipActors,
                Dispatcher = dispatcher,
            })];
    }

    public RigPlan Plan { get; }

    public string Dispatcher { get; }

    public IFaultPlan Faults { get; }

    public ChipEnvironment Environment { get; }

    public IReadOnlyList<ChipDesk> Chips { get; }

    public IReadOnlyList<GuestWiring> Guests { get; }

    /// <summary>Filled by the hub's actor before the first guest starts.</summary>
    public Dictionary<string, IActorRef> ChipActors { get; } = [];
}
