using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Guests;
using static GpioHub.Actors.Rigs.HubProtocol;

namespace GpioHub.Actors.Rigs;

/// <content>A change of the plan as steps, one after the other. Each step waits for those whom it has asked, but never without a
/// limit.</content>
public sealed partial class HubActor
{
    /// <summary>How long a step waits for answers, as for requests (HR-05). Chips and guests answer at once, unless a device is involved;
    /// one that does not answer is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The limit of steps in which sockets are bound, or a session has to end in order.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(5);

    private bool _proceeding;

    private void WhenNothingRuns(object message, IActorRef asker, Action<IActorRef> act)
    {
        if (_rig.Running is null) act(asker);
        else _rig.Later.Enqueue((message, asker));
    }

    /// <param name="steps">Each returns the number of answers that it waits for.</param>
    private static void Then(RigChangeRun change, params Func<int>[] steps)
    {
        foreach (var step in steps) change.Steps.Enqueue(step);
    }

    private void Proceed()
    {
        if (_proceeding) return;
        _proceeding = true;
        try
        {
            while (_rig.Running is { Awaited: 0 } change && change.Steps.TryDequeue(out var step))
            {
                (change.Round, change.Essential) = (++_rig.LastRound, null);
                change.Awaited = Begin(change, step);
                if (change.Awaited > 0 && ReferenceEquals(_rig.Running, change)) WaitForAnswers(change);
            }
        }
        finally
        {
            _proceeding = false;
        }
    }

    /// <summary>Begins a step. A step that throws is our bug: unless the change can no longer be undone, it is undone.</summary>
    private int Begin(RigChangeRun change, Func<int> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (!change.IsCommitted)
        {
            _log.Error(e, "a step of the new configuration failed");
            change.Refusals.Add(e.Message);
            return 0;
        }
    }

    private void WaitForAnswers(RigChangeRun change) =>
        Timers.StartSingleTimer(nameof(WaitedEnough), new WaitedEnough(change.Round),
            change.IsCommitted || change.Essential is not null ? LongPatience : Patience);

    private void Answered(long round, string? refused)
    {
        if (_rig.Running is not { } change || round != change.Round) return;
        if (refused is not null) change.Refusals.Add(refused);
        Answered();
    }

    private void Answered(GuestProtocol.Held message)
    {
        if (_rig.Running is not { } change || message.Round != change.Round) return;
        change.Held[message.Guest] = message;
        Answered();
    }

    private void Answered(Bound message)
    {
        if (_rig.Running is not { } change || message.Round != change.Round)
        {
            foreach (var late in message.Endpoints.Values) late.Dispose();
            return;
        }

        change.Bound = change.Bound.SetItems(message.Endpoints);
        if (message.Refusal is { } refusal) change.Refusals.Add(refusal);
        Answered();
    }

    private void Answered()
    {
        if (_rig.Running is not { Awaited: > 0 } change || --change.Awaited > 0) return;
        Timers.Cancel(nameof(WaitedEnough));
        Proceed();
    }

    private void GoOnWithout(WaitedEnough message)
    {
        if (_rig.Running is not { } change || message.Round != change.Round) return;
        if (change.Essential is { } what) change.Refusals.Add($"{what} within {LongPatience.TotalSeconds} s");
        change.Awaited = 0;
        Proceed();
    }

    private void End(RigChangeRun change)
    {
        _rig.Running = null;
        for (int left = _rig.Later.Count; left > 0; left--)
        {
            var (message, asker) = _rig.Later.Dequeue();
            Self.Tell(message, asker);
        }
    }
}
