using GpioHub.Actors.Hosting;
using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>What a guest does, one thing after the other: the effects of a message, each carried out as steps. A step returns what it waits
/// for: answers of lines, or one of the waits here.</summary>
internal sealed class GuestSteps(GuestSession session, GuestLines lines, GuestTurn turn, GuestQueues queues, IReactor reactor)
{
    /// <summary>A step that has nothing to wait for.</summary>
    public const int WaitsForNothing = 0;

    private enum Wait
    {
        /// <summary>For nothing, or for lines.</summary>
        Other,

        /// <summary>Until everything staged by now has been published.</summary>
        Flush,

        /// <summary>Until no request is in flight, and every answer has been published.</summary>
        Drained,

        /// <summary>Until the hub has decided whether the guest gets its pending shape at this moment.</summary>
        Shape,
    }

    private readonly StepRunner _steps = new();
    private readonly Queue<Action> _whenIdle = new();
    private Wait _wait;

    /// <summary>Set by the owner: carries out one effect, of which it may make steps.</summary>
    public Action<SessionEffect> CarryOut { get; set; } = _ => { };

    /// <summary>Set by the owner: called each time nothing is left to do.</summary>
    public Action OnIdle { get; set; } = () => { };

    /// <summary>Something is waited for, or still to be done.</summary>
    public bool Busy => !_steps.IsIdle;

    public bool AwaitsShape => _wait == Wait.Shape;

    /// <summary>Begins steps, or has them begin behind those that wait.</summary>
    public void Begin(params ReadOnlySpan<Func<int>> steps)
    {
        _steps.Then(steps);
        Proceed();
    }

    /// <summary>Carries out effects, each when the one before is done.</summary>
    public void Begin(IReadOnlyList<SessionEffect> effects)
    {
        foreach (var effect in effects)
        {
            _steps.Later(() =>
            {
                CarryOut(effect);
                return WaitsForNothing;
            });
        }

        Proceed();
    }

    /// <summary>Adds steps to the effect in hand.</summary>
    public void Then(params ReadOnlySpan<Func<int>> steps) => _steps.Then(steps);

    /// <summary>Drops the effects that are still to come.</summary>
    public void ForgetEffects() => _steps.ForgetLater();

    /// <summary>Does something as soon as nothing else is to be done.</summary>
    public void WhenIdle(Action action)
    {
        if (Busy) _whenIdle.Enqueue(action);
        else action();
    }

    /// <summary>Does what waited for this moment, unless that begins something.</summary>
    public void DoWhatWaited()
    {
        while (!Busy && _whenIdle.TryDequeue(out var action)) action();
    }

    /// <summary>Gives every line an input, and waits for all of them.</summary>
    public int ToLines(LineInputKind kind) => lines.Tell(kind, session.HasIrq, _steps.Round, turn.Guest);

    public int AwaitFlush() => Await(Wait.Flush);

    public int AwaitDrained() => Await(Wait.Drained);

    public int AwaitShape() => Await(Wait.Shape);

    /// <summary>A line has answered.</summary>
    public void Answered(LineProtocol.Controlled answer)
    {
        if (lines.Answered(answer) && _steps.Answered(answer.Round)) Proceed();
    }

    /// <summary>Everything staged until now is published.</summary>
    public void Flushed()
    {
        if (_wait != Wait.Flush && (_wait != Wait.Drained || queues.Requests.InFlightCount > 0)) return;
        turn.Reports = false;
        Resume();
    }

    /// <summary>The hub has decided about the pending shape.</summary>
    public void ShapeDecided() => Resume();

    private int Await(Wait wait)
    {
        _wait = wait;
        return 1;
    }

    private void Resume()
    {
        _wait = Wait.Other;
        if (_steps.Answered(_steps.Round)) Proceed();
    }

    private void Proceed()
    {
        if (!_steps.Proceed()) return;
        if (_wait is Wait.Flush or Wait.Drained)
        {
            turn.Reports = true;
            reactor.RequestFlush(turn);
        }

        if (!Busy) OnIdle();
    }
}
