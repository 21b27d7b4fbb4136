using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Reactors;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Hub;

/// <summary>A rig made from its plan: everything that outlives the actors which serve it.</summary>
public sealed class RigWiring
{
    /// <param name="placement">Who is served on which reactor.</param>
    /// <param name="reactors">As many as the placement knows, registered under <see cref="ReactorSet.IdOf"/>.</param>
    /// <param name="endpoints">By guest id; bound already.</param>
    /// <param name="ports">Makes the port of a chip, to be used on that reactor.</param>
    public RigWiring(RigPlan plan, ReactorPlacement placement, IReadOnlyList<IReactor> reactors, IMonotonicClock clock, IFaultPlan faults,
        IReadOnlyDictionary<string, GuestEndpoint> endpoints, Func<ChipPlan, IReactor, IChipPort> ports)
    {
        (Plan, Placement, Faults) = (plan, placement, faults);
        Environment = new ChipEnvironment(clock, new EventSequence());
        var users = plan.Guests
            .SelectMany(guest => guest.Lines.Where(line => line.From is not null).Select(line => UserOf(guest, line)))
            .ToArray();
        Chips = [.. plan.Chips.Select(chip =>
            DeskOf(chip, users.Where(user => user.Address.Chip == chip.Id), reactors[placement.OfChip(chip.Id)], ports, faults))];
        foreach (var chip in Chips)
            foreach (var user in chip.Nets.Users)
                if (user.SameReactor) user.Desk = chip;
        Guests = [.. plan.Guests.Select(guest =>
            new GuestWiring(guest, users.Where(user => user.Guest == guest.Id).ToDictionary(user => user.Plan.Line),
                reactors[placement.OfGuest(guest.Id)], clock, faults, endpoints[guest.Id])
            {
                Chips = ChipActors,
                Dispatcher = ReactorSet.IdOf(placement.OfGuest(guest.Id)),
            })];
    }

    public RigPlan Plan { get; }

    public ReactorPlacement Placement { get; }

    public IFaultPlan Faults { get; }

    public ChipEnvironment Environment { get; }

    public IReadOnlyList<ChipDesk> Chips { get; }

    public IReadOnlyList<GuestWiring> Guests { get; }

    /// <summary>Filled once, by the hub's actor before the first guest starts; then read on every reactor.</summary>
    public Dictionary<string, IActorRef> ChipActors { get; } = [];

    private ChipDesk DeskOf(ChipPlan chip, IEnumerable<ChipUser> users, IReactor reactor, Func<ChipPlan, IReactor, IChipPort> ports, IFaultPlan faults) =>
        new(new ChipNets(chip, users), new ChipHealth(), ports(chip, reactor), reactor, Environment, faults);

    private ChipUser UserOf(GuestPlan guest, GuestLinePlan line)
    {
        string chip = line.From!.Value.Chip;
        return new ChipUser(guest.Id, line)
        {
            SameReactor = Placement.OfGuest(guest.Id) == Placement.OfChip(chip),
            IsAtDevice = Plan.Chips.First(plan => plan.Id == chip).Driver == ChipDriverKind.GpioChip,
        };
    }
}
