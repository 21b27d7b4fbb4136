using System.Collections.Concurrent;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A device that does what the test says: answers at once, late, never; refuses; goes away and comes back.</summary>
/// <remarks>The TestKit has a ScriptedPort of its own. That one sees what any port sees and lives on one thread, in virtual time. This one
/// is told by a test's thread while the reactors run, and sees the lines' wishes, which are internal to the actors.</remarks>
internal sealed class ScriptedPort : IChipPort
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private IActorRef _chip = ActorRefs.Nobody;
    private volatile PortResult _result = PortResult.Done;
    private volatile bool _present = true;
    private volatile bool _opensAtOnce = true;

    /// <summary>The result of every operation from here on.</summary>
    public PortResult Result
    {
        set => _result = value;
    }

    /// <summary>What nobody waits for is done at once, whatever <see cref="Result"/> says: only requests are kept. A wish may
    /// come late, when its chip is on another reactor than the line: the driver has its OK by then.</summary>
    public bool HeedsWishes { get; init; }

    /// <summary>false = an opening takes until <see cref="Opened"/>.</summary>
    public bool OpensAtOnce
    {
        set => _opensAtOnce = value;
    }

    /// <summary>Operations that wait, oldest first.</summary>
    public ConcurrentQueue<PortOperation> Kept { get; } = new();

    /// <summary>Wishes in the order in which the device was told them.</summary>
    public ConcurrentQueue<DesiredLine> Told { get; } = new();

    public void Open(int opening, IActorRef chip)
    {
        _chip = chip;
        if (!_opensAtOnce) return;
        if (_present) chip.Tell(new PortProtocol.PortOpened());
        else chip.Tell(new PortProtocol.PortLost("still unplugged"));
    }

    public PortResult Begin(PortOperation operation, IActorRef chip)
    {
        if (operation is LineOperation { Ask: not ChipAsk.Read } wish) Told.Enqueue(wish.Desired);
        var result = _result;                                              // once: the test may set another at any moment
        if (HeedsWishes && operation.Ask == ChipAsk.Tell) result = PortResult.Done;
        if (result == PortResult.Pending) Kept.Enqueue(operation);
        return result;
    }

    public void Close()
    {
    }

    /// <summary>Answers the oldest operation that waits; waits for an operation that is on its way from another reactor.</summary>
    public void Answer(ChipOutcome outcome)
    {
        PortOperation? operation = null;
        Assert(SpinWait.SpinUntil(() => Kept.TryDequeue(out operation), Patience));
        _chip.Tell(new PortProtocol.PortAnswered(operation!, outcome));
    }

    /// <summary>Ends the opening with success.</summary>
    public void Opened() => _chip.Tell(new PortProtocol.PortOpened());

    public void Unplug()
    {
        _present = false;
        _chip.Tell(new PortProtocol.PortLost("unplugged"));
    }

    /// <summary>Plugs the device in again; the chip finds out at its next try.</summary>
    public void Plug() => _present = true;

    private static void Assert(bool waits)
    {
        if (!waits) throw new InvalidOperationException("no operation waits at the device");
    }
}
