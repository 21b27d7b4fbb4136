using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Control;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Chips;

/// <summary>Carries out what lines ask of one chip, and tells every watcher of a net that changed.</summary>
/// <remarks>
/// Belongs to the chip and outlives its actor. The chip's reactor only; there, lines come to it directly, because between two actors of one thread a message buys
/// nothing but two turns of the run queue. Lines of guests on other reactors send the operation to the chip's actor, which brings it here.
/// </remarks>
public sealed class ChipDesk(ChipNets nets, ChipHealth health, IChipPort port, ChipEnvironment environment, IFaultPlan faults)
{
    private readonly LogThrottle _throttle = new();
    private IActorRef _chip = ActorRefs.Nobody;
    private ILoggingAdapter _log = NoLogger.Instance;

    /// <summary>The chip's nets and their users.</summary>
    public ChipNets Nets => nets;

    /// <summary>Whether the chip is there, and who looks at its edges.</summary>
    public ChipHealth Health => health;

    /// <summary>The device below.</summary>
    public IChipPort Port => port;

    /// <summary>Clock and event numbers of the hub.</summary>
    public ChipEnvironment Environment => environment;

    /// <summary>The chip's actor has come, or come again.</summary>
    public void Staff(IActorRef chip, ILoggingAdapter log) => (_chip, _log) = (chip, log);

    /// <summary>Takes an operation in. If it throws, the answer is on its way to the line all the same.</summary>
    /// <returns>true = it is answered, and the caller's again; false = the line will be told.</returns>
    public bool Begin(LineOperation operation)
    {
        try
        {
            faults.Before(nameof(ChipDesk), operation);
            bool answered = TakeIn(operation);
            faults.After(nameof(ChipDesk), operation);
            return answered;
        }
        catch (Exception)
        {
            if (!IsHeld(operation))
            {
                if (!operation.Answered) Answer(operation, ChipOutcome.Refused);
                Tell(operation);
            }

            throw;
        }
    }

    /// <summary>Answers an operation that nobody has begun.</summary>
    public void Refuse(LineOperation operation)
    {
        Answer(operation, ChipOutcome.Refused);
        Tell(operation);
    }

    /// <summary>The port has answered: ends the operation, and begins those which waited behind it.</summary>
    public void Finish(LineOperation operation, ChipOutcome outcome)
    {
        var user = operation.User;
        if (user.AtChip == operation)                                      // otherwise it was answered Gone when the chip was lost
        {
            user.AtChip = null;
            try
            {
                Complete(operation, outcome);
            }
            finally
            {
                if (!operation.Answered) Answer(operation, ChipOutcome.Refused);
                Tell(operation);
            }
        }

        while (user.AtChip is null && user.Waiting.TryDequeue(out var next)) Resume(next);
    }

    /// <summary>The device is gone: everything outstanding of <paramref name="user"/> is answered so, in order.</summary>
    public void Abandon(ChipUser user)
    {
        if (user.AtChip is { } asked)
        {
            user.AtChip = null;
            Answer(asked, ChipOutcome.Gone);
            Tell(asked);
        }

        while (user.Waiting.TryDequeue(out var waiting)) Resume(waiting);
    }

    /// <summary>A net may have changed: tells every watcher, whoever caused it.</summary>
    /// <param name="changed">Whether it has.</param>
    /// <param name="cause">"stimulus", "hardware" or a guest's name.</param>
    public void Changed(int offset, bool changed, string cause)
    {
        if (!changed) return;
        bool level = nets.Level(offset);
        foreach (var user in nets.UsersOf(offset))
        {
            if (!user.Watches) user.Edges.Level = level;
            else if (user.Edges.Add(level, user.Desired.Generation)) user.Line.Tell(user.Edges, ActorRefs.NoSender);
        }

        if (IsLookedAt(offset)) Publish(offset, level, cause);
        else environment.Sequence.Next();
    }

    /// <summary>Somebody subscribed to this line. Others of the chip are not to pay for it: publishing allocates, and takes the hub's one lock.</summary>
    private bool IsLookedAt(int offset)
    {
        foreach (var entry in health.Subscribers)
            if (entry.Offsets.Contains(offset)) return true;
        return false;
    }

    private static bool IsHeld(LineOperation operation) => operation.User.AtChip == operation || operation.User.Waiting.Contains(operation);

    private static void Tell(LineOperation operation) => operation.User.Line.Tell(operation, ActorRefs.NoSender);

    private bool TakeIn(LineOperation operation)
    {
        if (operation.User.AtChip is null) return Execute(operation);
        operation.User.Waiting.Enqueue(operation);
        return false;
    }

    private void Resume(LineOperation operation)
    {
        if (Begin(operation)) Tell(operation);
    }

    private bool Execute(LineOperation operation)
    {
        var user = operation.User;
        if (health.State != ChipState.Up)
        {
            if (operation.Ask == ChipAsk.Tell) Commit(operation);          // kept as a wish, applied when the chip is back
            return Answer(operation, ChipOutcome.Gone);
        }

        if (operation.Ask != ChipAsk.Read && nets.Conflict(user, operation.Desired) is { } holder)
        {
            health.Conflicts++;
            if (_throttle.Allows(environment.Clock.NowNs))
                _log.Warning("{0}: wants to drive {1}, which {2} drives (exclusive); answered ERR", user.Guest, nets.AddressOf(user.Address.Index), holder);
            return Answer(operation, ChipOutcome.Refused);
        }

        var result = port.Begin(operation, _chip);
        if (result == PortResult.Pending)
        {
            user.AtChip = operation;
            return false;
        }

        return Complete(operation, result switch { PortResult.Done => ChipOutcome.Done, PortResult.Refused => ChipOutcome.Refused, _ => ChipOutcome.Gone });
    }

    private bool Complete(LineOperation operation, ChipOutcome outcome)
    {
        if (outcome == ChipOutcome.Done && operation.Ask != ChipAsk.Read) Commit(operation);
        return Answer(operation, outcome);
    }

    private void Commit(LineOperation operation)
    {
        var user = operation.User;
        Changed(user.Address.Index, nets.Commit(user, operation.Desired), user.Guest);
    }

    /// <summary>Shows an edge to those who subscribed, in the order of its number whichever reactor the edges before and after it are on.</summary>
    private void Publish(int offset, bool level, string cause)
    {
        string who = cause is "stimulus" or "hardware" ? cause : $"guest {cause}";
        lock (environment.Sequence.Publishing)
        {
            var edge = new LineEvent(environment.Sequence.Next(), new ChipLineAddress(nets.Plan.Id, offset), level ? LineEventKind.Rising : LineEventKind.Falling,
                level, environment.Clock.NowNs, who, LostBefore: 0);
            foreach (var entry in health.Subscribers)
                if (entry.Offsets.Contains(offset)) entry.Subscription.Publish(edge);
        }
    }

    private bool Answer(LineOperation operation, ChipOutcome outcome)
    {
        operation.Outcome = outcome;
        operation.Answered = true;
        operation.Level = nets.Level(operation.User.Address.Index);
        return true;
    }
}
