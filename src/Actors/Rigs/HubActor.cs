using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Testing;
using static GpioHub.Actors.Rigs.HubProtocol;

namespace GpioHub.Actors.Rigs;

/// <summary>The root actor of a rig: the parent of its chips and guests, whatever reactor they are on. It is on reactor 0 itself.</summary>
/// <remarks>Supervision: every child restarts from what its wiring keeps, without limit. Only a constructor that throws is our bug, and is
/// escalated.</remarks>
public sealed partial class HubActor : FaultableActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger().WithContext(LogSubject.Part, "configuration");
    private readonly RigWiring _rig;
    private readonly Dictionary<string, IActorRef> _chips = [];
    private readonly Dictionary<string, IActorRef> _guests = [];
    private readonly List<string> _lost = [];
    private IActorRef _releasedTo = ActorRefs.Nobody;
    private int _unreleased;
    private int _unsettled;

    public HubActor(RigWiring rig)
        : base(rig.Faults)
    {
        _rig = rig;
        Receive<GetMembers>(_ => Sender.Tell(_rig.Members));
        Receive<ReleaseAll>(message => WhenNothingRuns(message, Sender, Release));
        Receive<Apply>(message => WhenNothingRuns(message, Sender, asker => BeginApply(message, asker)));
        Receive<GuestProtocol.ShapeFree>(message => WhenNothingRuns(message, Sender, asker => BeginAdoption(message, asker)));
        Receive<Done>(message => Answered(message.Round, message.Refusal));
        Receive<GuestProtocol.Done>(message => Answered(message.Round, message.Refusal));
        Receive<ChipProtocol.Replanned>(message => Answered(message.Round, refused: null));
        Receive<GuestProtocol.Held>(Answered);
        Receive<Bound>(Answered);
        Receive<WaitedEnough>(GoOnWithout);
        Receive<Terminated>(_ => Answered());
        Receive<GuestProtocol.Closed>(Closed);
        Receive<ChipProtocol.Settled>(_ => Settled());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props PropsFor(RigWiring rig) => Props.Create<HubActor>(rig).WithDispatcher(ReactorSet.IdOf(0));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        failure => failure is ActorInitializationException ? Directive.Escalate : Directive.Restart);

    protected override void PreStart()
    {
        foreach (var chip in _rig.Chips) StartChip(chip);
        foreach (var guest in _rig.Guests) _guests[guest.Plan.Id] = ChildOf(GuestActor.PropsFor(guest), GuestActor.NameOf(guest.Plan.Id));
        if (_rig.Running is { } change) WaitForAnswers(change);
        else _rig.Members = _rig.Members with { Chips = _chips.ToImmutableDictionary(), Guests = _guests.ToImmutableDictionary() };
    }

    private void StartChip(ChipDesk chip)
    {
        string id = chip.Nets.Plan.Id;
        var props = ChipActor.PropsFor(chip, _rig.Faults).WithDispatcher(ReactorSet.IdOf(_rig.Placement.OfChip(id)));
        _chips[id] = ChildOf(props, $"chip-{id}");
        foreach (var user in chip.Nets.Users) user.Chip = _chips[id];
    }

    /// <summary>Keeps the children, which restart with this actor: their addresses stay valid.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        PostStop();
        // its sender asks only once; hearing it twice is harmless
        if (message is GetMembers or ReleaseAll or Apply or GuestProtocol.ShapeFree or Done or GuestProtocol.Done or ChipProtocol.Replanned
            or GuestProtocol.Held or Bound) Self.Forward(message);
    }

    private static IActorRef ChildOf(Props props, string name)
    {
        var survivor = Context.Child(name);
        return survivor.IsNobody() ? Context.ActorOf(props, name) : survivor;
    }

    private void Release(IActorRef asker)
    {
        _releasedTo = asker;
        _unreleased = _guests.Count;
        foreach (var guest in _guests.Values) guest.Tell(GuestProtocol.CloseDown.Instance);
        if (_unreleased == 0) SettleChips();
    }

    private void Closed(GuestProtocol.Closed message)
    {
        string id = GuestActor.IdOf(Sender);
        if (_rig.Running is { IsCommitted: true } change && RemovedGuests(change).Contains(id))
        {
            Answered();
            return;
        }

        if (message.WasConnected) _lost.Add(id);
        if (--_unreleased == 0) SettleChips();
    }

    /// <summary>Asks the chips whether all is taken in. The guests' lines have said what happens to their pins, but chips on other reactors
    /// may not have handled it yet.</summary>
    private void SettleChips()
    {
        _unsettled = _chips.Count;
        foreach (var chip in _chips.Values) chip.Tell(ChipProtocol.Settle.Instance);
        if (_unsettled == 0) _releasedTo.Tell(new Released([.. _lost]));
    }

    private void Settled()
    {
        if (--_unsettled == 0) _releasedTo.Tell(new Released([.. _lost]));
    }
}
