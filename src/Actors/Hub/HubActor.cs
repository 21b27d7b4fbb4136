using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Reactors;
using static GpioHub.Actors.Hub.HubProtocol;

namespace GpioHub.Actors.Hub;

/// <summary>The root of a rig: parent of its chips and guests, wherever they run; itself on reactor 0.</summary>
/// <remarks>Supervision: whatever fails below restarts from what its wiring keeps, without limit; only a constructor that throws is our bug and goes up.</remarks>
public sealed class HubActor : FaultableActor
{
    private readonly RigWiring _rig;
    private readonly Dictionary<string, IActorRef> _guests = [];
    private readonly List<string> _lost = [];
    private IActorRef _releasedTo = ActorRefs.Nobody;
    private int _unreleased;
    private int _unsettled;

    public HubActor(RigWiring rig)
        : base(rig.Faults)
    {
        _rig = rig;
        Receive<GetMembers>(_ => Sender.Tell(new Members(_rig.ChipActors, _guests)));
        Receive<ReleaseAll>(_ => Release());
        Receive<GuestProtocol.Closed>(Closed);
        Receive<ChipProtocol.Settled>(_ => Settled());
    }

    public static Props PropsFor(RigWiring rig) => Props.Create<HubActor>(rig).WithDispatcher(ReactorSet.IdOf(0));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        failure => failure is ActorInitializationException ? Directive.Escalate : Directive.Restart);

    protected override void PreStart()
    {
        foreach (var chip in _rig.Chips)
        {
            string id = chip.Nets.Plan.Id;
            var props = ChipActor.PropsFor(chip, _rig.Faults).WithDispatcher(ReactorSet.IdOf(_rig.Placement.OfChip(id)));
            _rig.ChipActors.TryAdd(id, ChildOf(props, $"chip-{id}"));                       // known since before a restart: other reactors are reading it
        }

        foreach (var guest in _rig.Guests)
            _guests[guest.Plan.Id] = ChildOf(GuestActor.PropsFor(guest), $"guest-{guest.Plan.Id}");
    }

    /// <summary>The children stay, and restart with it: whoever knows them still does.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        PostStop();
        if (message is GetMembers or ReleaseAll) Self.Forward(message);                     // asked only once, and harmless twice
    }

    private static IActorRef ChildOf(Props props, string name)
    {
        var survivor = Context.Child(name);
        return survivor.IsNobody() ? Context.ActorOf(props, name) : survivor;
    }

    private void Release()
    {
        _releasedTo = Sender;
        _unreleased = _guests.Count;
        foreach (var guest in _guests.Values) guest.Tell(GuestProtocol.CloseDown.Instance);
        if (_unreleased == 0) SettleChips();
    }

    private void Closed(GuestProtocol.Closed message)
    {
        if (message.WasConnected) _lost.Add(Sender.Path.Name["guest-".Length..]);
        if (--_unreleased == 0) SettleChips();
    }

    /// <summary>The guests' lines have said what is to become of their pins; chips on other reactors may not have come to it.</summary>
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
