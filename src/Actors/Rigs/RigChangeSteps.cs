using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;

namespace GpioHub.Actors.Rigs;

/// <summary>The steps of a change of the plan: what each waits for and for how long, and what was refused so far.</summary>
/// <param name="lastRound">The number of the last step of the change before.</param>
internal sealed class RigChangeSteps(long lastRound)
{
    /// <summary>How long a step waits for answers, as for requests (HR-05). Chips and guests answer at once, unless a device is involved;
    /// one that does not answer is not waited for.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>The limit of steps in which sockets are bound, or a session has to end in order.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(5);

    private readonly StepRunner _steps = new(lastRound);
    private string? _essential;                                            // what the step cannot do without; null = it goes on without

    /// <summary>The actor of the change, which gets the answers.</summary>
    public IActorRef Self { get; private set; } = ActorRefs.Nobody;

    /// <summary>The rig's actor, which starts and stops members.</summary>
    public IActorRef Rig { get; private set; } = ActorRefs.Nobody;

    public ILoggingAdapter Log { get; private set; } = NoLogger.Instance;

    /// <summary>The number of the step under way, which its answers name.</summary>
    public long Round => _steps.Round;

    /// <summary>The step under way waits for answers.</summary>
    public bool Waits => _steps.Awaited > 0;

    /// <summary>How long the step under way waits.</summary>
    public TimeSpan Patience => IsCommitted || _essential is not null ? LongPatience : ShortPatience;

    /// <summary>Why the change cannot be, or what of it could not be done; for a person.</summary>
    public List<string> Refusals { get; } = [];

    public bool IsRefused => Refusals.Count > 0;

    /// <summary>Nothing can be refused any more.</summary>
    public bool IsCommitted { get; set; }

    /// <summary>Says who carries them out; each incarnation of the actor anew.</summary>
    public void Renew(IActorRef self, IActorRef rig, ILoggingAdapter log) => (Self, Rig, Log) = (self, rig, log);

    /// <summary>Adds steps. One that throws is our bug: unless the change can no longer be undone, it is undone.</summary>
    /// <param name="steps">Each returns the number of answers that it waits for.</param>
    public void Then(params ReadOnlySpan<Func<int>> steps)
    {
        foreach (var step in steps) _steps.Then(() => Guarded(step));
    }

    /// <summary>Adds a step that is left out once something was refused.</summary>
    public void Try(Func<int> step) => Then(() => IsRefused ? 0 : step());

    public void Proceed() => _steps.Proceed();

    /// <summary>Says what the step that begins cannot do without, for a person.</summary>
    public void Need(string what) => _essential = what;

    /// <summary>Whether an answer of this round counts.</summary>
    public bool Counts(long round) => Waits && round == Round;

    /// <param name="refusal">Why what the step asked for cannot be, for a person; null = it is done.</param>
    /// <returns>true = it was the last answer: <see cref="Proceed"/>.</returns>
    public bool Answered(long round, string? refusal = null)
    {
        if (refusal is not null && Counts(round)) Refusals.Add(refusal);
        return _steps.Answered(round);
    }

    /// <summary>Waits no longer for what is missing.</summary>
    /// <returns>true = something was: <see cref="Proceed"/>.</returns>
    public bool GoOnWithout(long round)
    {
        if (!_steps.Skip(round)) return false;
        if (_essential is { } what) Refusals.Add($"{what} within {LongPatience.TotalSeconds} s");
        return true;
    }

    private int Guarded(Func<int> step)
    {
        _essential = null;
        try
        {
            return step();
        }
        catch (Exception e) when (!IsCommitted)
        {
            Log.Error(e, "a step of the new configuration failed");
            Refusals.Add(e.Message);
            return 0;
        }
    }
}
