using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Descriptors;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Links;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Rigs;

/// <summary>A rig made from its plan: everything that outlives the actors which serve it.</summary>
/// <remarks>Only the rig's actor and the change under way write it, both on reactor 0; <see cref="Members"/> may be read by
/// everybody.</remarks>
public sealed class RigWiring
{
    private readonly IReadOnlyList<IReactor> _reactors;
    private readonly Func<ChipPlan, IReactor, IChipPort> _ports;
    private readonly List<ChipDesk> _chips = [];
    private readonly DeviceFeatures _offered;
    private readonly List<GuestWiring> _guests = [];
    private readonly PlanInForce? _inForce;
    private Keeping _keepingOfMembers;                                     // who comes later follows nothing
    private volatile RigProtocol.Members _members;

    /// <param name="placement">The reactor of each chip and guest.</param>
    /// <param name="reactors">As many as the placement knows, registered under <see cref="ReactorSet.IdOf"/>.</param>
    /// <param name="endpoints">By guest id; bound already.</param>
    /// <param name="log">null = one of its own, of the least size.</param>
    /// <param name="ports">Makes the port of a chip, to be used on that reactor.</param>
    /// <param name="keeping">What lets another process follow this one; null = nothing.</param>
    /// <param name="links">The links of <see cref="RigPlan.Links"/>; null = there are none.</param>
    public RigWiring(RigPlan plan, ReactorPlacement placement, IReadOnlyList<IReactor> reactors, IMonotonicClock clock, ICrashPlan crashes,
        IReadOnlyDictionary<string, GuestEndpoint> endpoints, Func<ChipPlan, IReactor, IChipPort> ports, EdgeLog? log = null,
        Keeping? keeping = null, LinkSet? links = null)
    {
        (Placement, Crashes, Clock, _reactors, _ports, Links) = (placement, crashes, clock, reactors, ports, links);
        Keeping = _keepingOfMembers = keeping ?? Keeping.None;
        Log = log ?? new EdgeLog(reactors.Count);
        _offered = plan.Hub.PackedRings ? VhostUserOffer.AllFeatures : VhostUserOffer.SplitFeatures;
        _members = new RigProtocol.Members(plan, 1, ImmutableDictionary<string, IActorRef>.Empty,
            ImmutableDictionary<string, IActorRef>.Empty);
        var mappings = plan.Guests.ToDictionary(guest => guest.Id, guest => guest.Lines.Where(line => line.From is not null)
            .ToDictionary(line => line.Line, line => NewMapping(guest.Id, line, plan)));
        foreach (var chip in plan.Chips)
        {
            var ofGuests = mappings.Values.SelectMany(guest => guest.Values).Where(mapping => mapping.Address.Chip == chip.Id);
            var ofHosts = HostLines.WantedOf(plan, chip).Select(wanted => NewMapping(wanted.Host, chip, wanted.Index)).ToArray();
            _chips.Add(DeskOf(chip, [.. ofGuests, .. ofHosts]));
            HostLines.Know(_chips[^1], ofHosts);
        }

        foreach (var chip in _chips)
            foreach (var mapping in chip.Nets.Mappings) mapping.Desk = chip;
        foreach (var guest in plan.Guests) _guests.Add(WiringOf(guest, mappings[guest.Id], endpoints[guest.Id]));
        _keepingOfMembers = Keeping.ForNewcomers();
    }

    /// <summary>The plan in force with its actors. Any thread.</summary>
    internal RigProtocol.Members Members
    {
        get => _members;
        set
        {
            _members = value;
            NotePlan();
        }
    }

    /// <summary>The plan in force. Any thread.</summary>
    public RigPlan Plan => _members.Plan;

    internal ReactorPlacement Placement { get; set; }

    internal ICrashPlan Crashes { get; }

    /// <summary>What all guests share: the descriptors of this process.</summary>
    public DescriptorRoom Room { get; } = new();

    internal IMonotonicClock Clock { get; }

    /// <summary>The links to the hubs of other hosts; null = there are none.</summary>
    internal LinkSet? Links { get; }

    /// <summary>What other hosts have of the chips. Reactor 0 only.</summary>
    internal HostLines HostLines { get; } = new();

    /// <summary>The hub's log; it outlives every plan.</summary>
    public EdgeLog Log { get; }

    /// <summary>What lets another process follow this one.</summary>
    public Keeping Keeping { get; }

    internal IReadOnlyList<ChipDesk> Chips => _chips;

    /// <summary>When the next fault or pulse of any chip has something to do, nanoseconds; null = never. For who lets time pass between
    /// turns.</summary>
    public long? NextDueNs => _chips.Min(chip => chip.Timers.NextDueNs);

    /// <summary>The reactor with this number. Any thread.</summary>
    internal IReactor Reactor(int number) => _reactors[number];

    /// <summary>Every reactor, by number. Any thread.</summary>
    internal IReadOnlyList<IReactor> Reactors => _reactors;

    internal IReadOnlyList<GuestWiring> Guests => _guests;

    /// <summary>Makes a guest's socket while the hub runs. May block; called on no reactor.</summary>
    public Func<GuestPlan, GuestEndpoint> Bind { get; init; } = guest => GuestEndpoint.Bind(guest, groupId: null);

    /// <summary>How long a chip may take to set a level (IF-3.3), by the clock on the wall.</summary>
    public TimeSpan SetTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>By guest: the plan that it gets when its driver reads its device anew.</summary>
    internal Dictionary<string, GuestPlan> Pending { get; } = [];

    /// <summary>Keeps the plan in force in the record; null = nobody does.</summary>
    public IPlanRecord? Plans
    {
        init => _inForce = value is not null && Keeping.TurnOf(0) is { } turn ? new PlanInForce(this, turn, value) : null;
    }

    /// <summary>What the process before had in force, which has this plan; null = there was none.</summary>
    public PlanImage? Before
    {
        init
        {
            if (value is null) return;
            _members = _members with { Generation = value.Generation };
            foreach (var pending in value.Pending)
            {
                Pending[pending.Id] = pending;
                if (_guests.Find(guest => guest.Plan.Id == pending.Id) is { } guest) guest.Pending = pending;
            }
        }
    }

    /// <summary>The plan in force, or a shape that waits, may be another from this turn on. Reactor 0 only.</summary>
    internal void NotePlan() => _inForce?.Note();

    /// <summary>The change under way; null = none.</summary>
    internal RigChangeRun? Running { get; set; }

    /// <summary>The number of the last step of the change before, so that a late answer is not taken for one of another step.</summary>
    internal long LastRound { get; set; }

    /// <summary>The actors of <see cref="Chips"/>, by id.</summary>
    internal Dictionary<string, IActorRef> ChipActors { get; } = [];

    /// <summary>The actors of <see cref="Guests"/>, by id.</summary>
    internal Dictionary<string, IActorRef> GuestActors { get; } = [];

    /// <summary>Has <see cref="Members"/> name the actors of now.</summary>
    internal void KnowActors() =>
        Members = Members with { Chips = ChipActors.ToImmutableDictionary(), Guests = GuestActors.ToImmutableDictionary() };

    internal ChipDesk AddChip(ChipPlan plan)
    {
        var desk = DeskOf(plan, []);
        _chips.Add(desk);
        return desk;
    }

    internal void Remove(ChipDesk chip) => _chips.Remove(chip);

    internal void Put(ChipDesk chip) => _chips.Add(chip);

    internal GuestWiring AddGuest(GuestPlan plan, RigPlan rig, GuestEndpoint endpoint)
    {
        var mappings = plan.Lines.Where(line => line.From is not null)
            .ToDictionary(line => line.Line, line => MappingOf(plan.Id, line, rig)!);
        var guest = WiringOf(plan, mappings, endpoint);
        _guests.Add(guest);
        return guest;
    }

    internal void Remove(GuestWiring guest) => _guests.Remove(guest);

    /// <summary>A new mapping that its chip does not know yet: its chip gives it its desk when it attaches it.</summary>
    internal Mapping? MappingOf(string guest, GuestLinePlan line, RigPlan rig)
    {
        if (line.From is not { } from) return null;
        var mapping = NewMapping(guest, line, rig);
        mapping.Chip = ChipActors[from.Chip];
        return mapping;
    }

    private ChipDesk DeskOf(ChipPlan chip, IEnumerable<Mapping> mappings)
    {
        int reactor = Placement.OfChip(chip.Id);
        return new ChipDesk(new ChipNets(chip, mappings), new ChipHealth(), PortOf(chip, _reactors[reactor]),
            new ChipEnvironment(Clock, Log, reactor, _keepingOfMembers), Crashes);
    }

    private IChipPort PortOf(ChipPlan chip, IReactor reactor) =>
        chip.Driver is RemotePlan && Links is not null ? Links.PortOf(chip, reactor) : _ports(chip, reactor);

    private GuestWiring WiringOf(GuestPlan guest, Dictionary<int, Mapping> mappings, GuestEndpoint endpoint) =>
        new(guest, mappings, _reactors[Placement.OfGuest(guest.Id)], Clock, Crashes, endpoint, Log, Log.Of(Placement.OfGuest(guest.Id)),
            _keepingOfMembers)
        {
            Dispatcher = ReactorSet.IdOf(Placement.OfGuest(guest.Id)),
            Room = Room,
            Offered = _offered,
        };

    /// <summary>A line of a chip for another host, as one of a guest would be made.</summary>
    internal Mapping NewMapping(string host, ChipPlan chip, int index)
    {
        var line = chip.Lines[index];
        string name = $"{Mapping.HostMark}{host}";
        var access = line.Sharing == Sharing.Drive ? LineAccess.InOut : LineAccess.In;
        var crossing = Keeping.Record is null ? null : new Crossing(null, _reactors[Placement.OfChip(chip.Id)]);
        return new Mapping(
            name, new GuestLinePlan(index, line.Name ?? "", new ChipLineAddress(chip.Id, index), access, OnRelease.Input), crossing)
        {
            Cause = Log.Words.CauseOf(name),
            IsAtDevice = chip.Driver.IsDevice,
        };
    }

    private Mapping NewMapping(string guest, GuestLinePlan line, RigPlan rig)
    {
        string chip = line.From!.Value.Chip;
        int ofGuest = Placement.OfGuest(guest), ofChip = Placement.OfChip(chip);
        bool crosses = Keeping.Record is not null && ofGuest != ofChip;
        return new Mapping(guest, line, crosses ? new Crossing(_reactors[ofGuest], _reactors[ofChip]) : null)
        {
            SameReactor = ofGuest == ofChip,
            Cause = Log.Words.CauseOf(guest),
            IsAtDevice = rig.Chips.First(plan => plan.Id == chip).Driver.IsDevice,
        };
    }
}
