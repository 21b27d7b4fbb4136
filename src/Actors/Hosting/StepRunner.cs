namespace GpioHub.Actors.Hosting;

/// <summary>Things that happen one after the other. A step may wait for answers; the next one begins when all of them have come.</summary>
/// <remarks>
/// There are two queues: the steps of what is in hand, and what comes <see cref="Later"/>, which begins when none of these is left. Each
/// step returns the number of answers that it waits for, and may add steps. Pure: it knows no actor, no clock and no timer. One actor at a
/// time uses it.
/// </remarks>
/// <param name="lastRound">The number of the last step of another runner, if answers to that one may still come.</param>
internal sealed class StepRunner(long lastRound = 0)
{
    private readonly Queue<Func<int>> _steps = new();
    private readonly Queue<Func<int>> _later = new();
    private bool _running;
    private bool _ended;

    /// <summary>The number of the step that began last, which its answers name. It only grows, so that a late answer is not taken for one
    /// of another step.</summary>
    public long Round { get; private set; } = lastRound;

    /// <summary>Answers that the step that began last still waits for.</summary>
    public int Awaited { get; private set; }

    /// <summary>Nothing is waited for, and no step is left.</summary>
    public bool IsIdle => Awaited == 0 && _steps.Count == 0 && _later.Count == 0;

    /// <summary>Adds steps behind those of what is in hand, before all that comes later.</summary>
    public void Then(params ReadOnlySpan<Func<int>> steps)
    {
        foreach (var step in steps) _steps.Enqueue(step);
    }

    /// <summary>Adds a step that begins when no other step is left.</summary>
    public void Later(Func<int> step) => _later.Enqueue(step);

    /// <summary>Drops what was to come later.</summary>
    public void ForgetLater() => _later.Clear();

    /// <summary>Begins one step after the other, until one waits or none is left. A step that throws is over.</summary>
    /// <returns>false = a step that is beginning has called this; the call that began it goes on with what the step added.</returns>
    public bool Proceed()
    {
        if (_running) return false;
        _running = true;
        try
        {
            while (!_ended && Awaited == 0 && (_steps.TryDequeue(out var step) || _later.TryDequeue(out step)))
            {
                Round++;
                int awaited = step();
                if (!_ended) Awaited = awaited;
            }
        }
        finally
        {
            _running = false;
        }

        return true;
    }

    /// <summary>Counts an answer.</summary>
    /// <param name="round">The step that asked; of another step than the present one nothing is counted.</param>
    /// <returns>true = it was the last one: <see cref="Proceed"/>.</returns>
    public bool Answered(long round)
    {
        if (round != Round || Awaited == 0) return false;
        Awaited--;
        return Awaited == 0;
    }

    /// <summary>Waits no longer for the answers that are missing.</summary>
    /// <param name="round">The step that asked; another step than the present one waits on.</param>
    /// <returns>true = the step waited until now: <see cref="Proceed"/>.</returns>
    public bool Skip(long round)
    {
        if (round != Round || Awaited == 0) return false;
        Awaited = 0;
        return true;
    }

    /// <summary>Ends it for good: no step begins any more, and no answer counts.</summary>
    public void End()
    {
        _ended = true;
        _steps.Clear();
        _later.Clear();
        Awaited = 0;
    }
}
