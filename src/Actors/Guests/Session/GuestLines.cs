using Akka.Actor;
using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Guests;

/// <summary>The actors of a guest's lines, and the inputs that all of them get at once.</summary>
internal sealed class GuestLines(GuestQueues queues)
{
    private readonly HashSet<int> _unanswered = [];
    private IActorRef[] _actors = [];
    private long _round;

    public IReadOnlyList<IActorRef> Actors => _actors;

    /// <summary>The actor of a line.</summary>
    public IActorRef this[int line] => _actors[line];

    /// <summary>Puts these actors in place of those before, from which no answer counts any more.</summary>
    /// <param name="actors">By line.</param>
    /// <param name="stores">By line.</param>
    public void Put(IActorRef[] actors, LineStore[] stores)
    {
        _unanswered.Clear();
        _actors = actors;
        for (int line = 0; line < actors.Length; line++) queues.SetLine(line, actors[line], stores[line]);
    }

    /// <summary>Gives every line an input.</summary>
    /// <param name="irq">VIRTIO_GPIO_F_IRQ is acknowledged.</param>
    /// <param name="round">The answers name it.</param>
    /// <param name="guest">Who gets the answers.</param>
    /// <returns>How many answers will come.</returns>
    public int Tell(LineInputKind kind, bool irq, long round, IActorRef guest)
    {
        _round = round;
        var control = new LineProtocol.ControlLine(kind, irq, round);
        for (int line = 0; line < _actors.Length; line++)
        {
            _unanswered.Add(line);
            _actors[line].Tell(control, guest);
        }

        return _actors.Length;
    }

    /// <summary>Notes the answer of a line. A line that restarts may answer twice.</summary>
    /// <returns>Whether it counts.</returns>
    public bool Answered(LineProtocol.Controlled answer) => answer.Round == _round && _unanswered.Remove(answer.Line);
}
