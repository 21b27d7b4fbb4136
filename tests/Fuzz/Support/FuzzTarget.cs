namespace GpioHub.Fuzz.Support;

/// <summary>A surface that takes hostile input. A run consists of sessions, each of which follows from its own seed alone.</summary>
internal abstract class FuzzTarget
{
    public abstract string Name { get; }

    /// <summary>What an input is: messages, chains, files, requests.</summary>
    public abstract string Inputs { get; }

    /// <summary>What the run has reached so far, by name: a fuzz that reaches nothing is worth nothing.</summary>
    public SortedDictionary<string, long> Reached { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs one session, and checks everything that must hold whatever comes.</summary>
    /// <returns>Inputs given.</returns>
    /// <exception cref="FuzzException">Something does not hold.</exception>
    protected abstract long Session(Dice dice);

    /// <summary>One input of a guided run: the decisions of a session, unless the target reads the bytes themselves.</summary>
    /// <exception cref="FuzzException">Something does not hold.</exception>
    public virtual void Give(byte[] input) => Session(new Dice(0, input));

    /// <summary>A session again, as in a kept case.</summary>
    public long Session(ulong seed)
    {
        try
        {
            return Session(new Dice(seed));
        }
        catch (Exception e)
        {
            throw new FuzzException($"{Name}, session 0x{seed:x}: {e.Message}", e);
        }
    }

    /// <summary>Runs sessions until there were enough inputs.</summary>
    /// <returns>Inputs given.</returns>
    public long Run(ulong seed, long inputs)
    {
        long given = 0;
        for (ulong number = 0; given < inputs; number++) given += Session(Dice.Mix(seed) + number);
        return given;
    }

    protected void Count(string what, long by = 1) => Reached[what] = Reached.GetValueOrDefault(what) + by;
}

/// <summary>A rule that did not hold.</summary>
internal sealed class FuzzException : Exception
{
    public FuzzException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    public static void Unless(bool holds, string rule)
    {
        if (!holds) throw new FuzzException(rule);
    }
}
