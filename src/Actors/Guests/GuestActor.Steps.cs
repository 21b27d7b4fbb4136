using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <content>Steps: things that happen one after the other. Some wait for lines and flushes.</content>
public sealed partial class GuestActor
{
    /// <summary>What a step waits for before the next one.</summary>
    private enum Wait
    {
        Nothing,

        /// <summary>Every line has answered.</summary>
        Lines,

        /// <summary>Everything staged by now has been published.</summary>
        Flush,

        /// <summary>No request is in flight, and every answer has been published.</summary>
        Drained,

        /// <summary>The hub has decided whether the guest gets its pending shape at this moment.</summary>
        Shape,
    }

    private readonly Queue<Func<Wait>> _steps = new();
    private readonly Queue<SessionEffect> _effects = new();
    private readonly HashSet<int> _unanswered = [];
    private Wait _waiting;
    private long _round;

    private bool Busy => _waiting != Wait.Nothing || _steps.Count > 0 || _effects.Count > 0;

    private void Begin(IEnumerable<Func<Wait>> steps)
    {
        foreach (var step in steps) _steps.Enqueue(step);
        Proceed();
    }

    private void Begin(IReadOnlyList<SessionEffect> effects)
    {
        foreach (var effect in effects) _effects.Enqueue(effect);
        Proceed();
    }

    private void Proceed()
    {
        if (_proceeding) return;                     // this step began others: the loop below takes them up
        _proceeding = true;
        try
        {
            while (_waiting == Wait.Nothing)
            {
                if (_steps.TryDequeue(out var step)) _waiting = step();
                else if (_effects.TryDequeue(out var effect)) Expand(effect);
                else break;
            }
        }
        finally
        {
            _proceeding = false;
        }

        if (_waiting is Wait.Flush or Wait.Drained)
        {
            _turn.Reports = true;
            _wiring.Reactor.RequestFlush(_turn);
        }

        if (!Busy) Idle();
    }

    private bool _proceeding;

    private Wait ToLines(LineInputKind kind)
    {
        _round++;
        bool irq = (_session?.Features & DeviceFeatures.GpioIrq) is > 0;
        var control = new LineProtocol.ControlLine(kind, irq, _round);
        for (int line = 0; line < _lines.Length; line++)
        {
            _unanswered.Add(line);
            _lines[line].Tell(control, Self);
        }

        return _lines.Length == 0 ? Wait.Nothing : Wait.Lines;
    }

    private void LineAnswered(LineProtocol.Controlled answer)
    {
        if (answer.Round != _round || !_unanswered.Remove(answer.Line) || _unanswered.Count > 0 || _waiting != Wait.Lines) return;
        Resume();
    }

    private void FlushDone()
    {
        bool done = _waiting == Wait.Flush || (_waiting == Wait.Drained && _queues.Requests.InFlightCount == 0);
        if (!done) return;
        _turn.Reports = false;
        Resume();
    }

    private void Resume()
    {
        _waiting = Wait.Nothing;
        Proceed();
    }
}
