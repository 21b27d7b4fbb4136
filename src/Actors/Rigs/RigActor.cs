using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Testing;
using static GpioHub.Actors.Rigs.RigProtocol;

namespace GpioHub.Actors.Rigs;

/// <summary>The root actor of a rig: the parent of its chips and guests, whatever reactor they are on. It is on reactor 0 itself.</summary>
/// <remarks>
/// A change of the plan is a child of its own, <see cref="RigChangeActor"/>, one at a time: what else would change the rig is stashed until
/// it is over. Supervision: every child restarts from what its wiring keeps, without limit. Only a constructor that throws is our bug, and
/// is escalated.
/// </remarks>
internal sealed class RigActor : CrashableActor, IWithUnboundedStash
{
    private readonly RigWiring _rig;
    private readonly List<string> _lost = [];
    private IActorRef _releasedTo = ActorRefs.Nobody;
    private int _unreleased;
    private int _unsettled;

    public RigActor(RigWiring rig)
        : base(rig.Crashes)
    {
        _rig = rig;
        Receive<GetMembers>(_ => Sender.Tell(_rig.Members));
        Receive<Apply>(BeginApply, _ => IsFree());
        Receive<GuestProtocol.ShapeFree>(BeginAdoption, _ => IsFree());
        Receive<ReleaseAll>(_ => Release(Sender), _ => IsFree());
        Receive<object>(_ => Stash.Stash(), message => message is Apply or GuestProtocol.ShapeFree or ReleaseAll);
        Receive<ChangeOver>(EndChange);
        Receive<StartChips>(StartFor);
        Receive<StartGuest>(StartFor);
        Receive<StopMembers>(StopFor);
        Receive<Stopped>(message => message.Asker.Tell(new RigChangeProtocol.Done(message.Round)));
        Receive<GuestProtocol.Closed>(Closed);
        Receive<ChipProtocol.Settled>(_ => Settled());
    }

    public IStash Stash { get; set; } = null!;

    public static Props PropsFor(RigWiring rig) => Props.Create<RigActor>(rig).WithDispatcher(ReactorSet.IdOf(0));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        failure => failure is ActorInitializationException ? Directive.Escalate : Directive.Restart);

    protected override void PreStart()
    {
        foreach (var chip in _rig.Chips) Start(chip);
        foreach (var guest in _rig.Guests) Start(guest);
        if (_rig.Running is { } change) Start(change);
        else _rig.KnowActors();
    }

    /// <summary>Keeps the children, which restart with this actor: their addresses stay valid. What is stashed goes back into the
    /// mailbox.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        PostStop();
        // its sender says it only once, and hearing it twice is harmless
        if (message is GetMembers or ReleaseAll or ChangeOver || !Entered) Self.Forward(message);
    }

    private static IActorRef ChildOf(Props props, string name)
    {
        var survivor = Context.Child(name);
        return survivor.IsNobody() ? Context.ActorOf(props, name) : survivor;
    }

    private void Start(ChipDesk chip)
    {
        string id = chip.Nets.Plan.Id;
        var props = ChipActor.PropsFor(chip, _rig.Crashes).WithDispatcher(ReactorSet.IdOf(_rig.Placement.OfChip(id)));
        _rig.ChipActors[id] = ChildOf(props, $"chip-{id}");
        foreach (var mapping in chip.Nets.Mappings) mapping.Chip = _rig.ChipActors[id];
    }

    private void Start(GuestWiring guest) =>
        _rig.GuestActors[guest.Plan.Id] = ChildOf(GuestActor.PropsFor(guest), GuestActor.NameOf(guest.Plan.Id));

    /// <summary>Starts the actor of a change. The step that a change begins with gives it a name that no change before has had.</summary>
    private void Start(RigChangeRun change) => ChildOf(RigChangeActor.PropsFor(change, _rig.Crashes), $"change-{_rig.LastRound}");

    private bool IsFree() => _rig.Running is null;

    private void BeginApply(Apply message)
    {
        string? refusal = null;
        var status = ApplyStatus.RolledBack;
        if (!_releasedTo.IsNobody())
        {
            refusal = "the hub is stopping";
        }
        else if (message.IfGeneration is { } meant && meant != _rig.Members.Generation)
        {
            status = ApplyStatus.OtherGeneration;
            refusal = $"the configuration in force is generation {_rig.Members.Generation}, not {meant}";
        }

        if (refusal is not null) Sender.Tell(new ApplyResult(status, _rig.Members.Generation, [], [], refusal));
        else Begin(new RigChangeRun(_rig, message.Plan, Sender));
    }

    /// <summary>Applies a pending shape: a guest's driver is about to read its lines anew, or its front-end has gone.</summary>
    private void BeginAdoption(GuestProtocol.ShapeFree message)
    {
        if (!_releasedTo.IsNobody() || !_rig.Pending.TryGetValue(message.Guest, out var pending)
            || _rig.Plan.Guests.All(plan => plan.Id != message.Guest))
        {
            Sender.Tell(new GuestProtocol.GoOn(null));
            return;
        }

        var wanted = _rig.Plan with { Guests = [.. _rig.Plan.Guests.Select(plan => plan.Id == message.Guest ? pending : plan)] };
        Begin(new RigChangeRun(_rig, wanted, ActorRefs.Nobody) { Adopts = message.Guest });
    }

    private void Begin(RigChangeRun change)
    {
        _rig.Running = change;
        Start(change);
    }

    private void EndChange(ChangeOver message)
    {
        if (message.Change != _rig.Running) return;                        // heard twice
        (_rig.Running, _rig.LastRound) = (null, message.Change.Steps.Round);
        _rig.Keeping.Record?.RemoveUnclaimed("g/");                        // of guests that were gone before this process began
        message.Change.Asker.Tell(message.Result);
        Stash.UnstashAll();
    }

    private void StartFor(StartChips message)
    {
        foreach (var chip in message.Chips) Start(chip);
        Sender.Tell(new RigChangeProtocol.Done(message.Round));
    }

    private void StartFor(StartGuest message)
    {
        Start(message.Guest);
        _rig.GuestActors[message.Guest.Plan.Id].Tell(new GuestProtocol.GetReady(message.Round), Sender);
    }

    private void StopFor(StopMembers message)
    {
        foreach (var member in message.Members) Context.Stop(Context.WatchWith(member, new Stopped(Sender, message.Round)));
    }

    private void Release(IActorRef asker)
    {
        _releasedTo = asker;
        _unreleased = _rig.GuestActors.Count;
        foreach (var guest in _rig.GuestActors.Values) guest.Tell(GuestProtocol.CloseDown.Instance);
        if (_unreleased == 0) SettleChips();
    }

    private void Closed(GuestProtocol.Closed message)
    {
        if (message.WasConnected) _lost.Add(GuestActor.IdOf(Sender));
        if (--_unreleased == 0) SettleChips();
    }

    /// <summary>Asks the chips whether all is taken in. The guests' lines have said what happens to their pins, but chips on other reactors
    /// may not have handled it yet.</summary>
    private void SettleChips()
    {
        _unsettled = _rig.ChipActors.Count;
        foreach (var chip in _rig.ChipActors.Values) chip.Tell(ChipProtocol.Settle.Instance);
        if (_unsettled == 0) _releasedTo.Tell(new Released([.. _lost]));
    }

    private void Settled()
    {
        if (--_unsettled == 0) _releasedTo.Tell(new Released([.. _lost]));
    }
}
