namespace GpioHub.TestKit;

/// <summary>One event in a scenario, for <see cref="RigScenario.ShouldHappenInOrder"/>.</summary>
public readonly record struct Moment
{
    internal Moment(long number, TimeSpan at, string line, string what) => (Number, At, Line, What) = (number, at, line, what);

    /// <summary>Order in which things happened, also those at the same time.</summary>
    public long Number { get; }

    /// <summary>Virtual time since the scenario began.</summary>
    public TimeSpan At { get; }

    /// <summary>Such as <c>ivi/IGN</c>.</summary>
    public string Line { get; }

    /// <summary>Such as <c>interrupt 1</c>.</summary>
    public string What { get; }

    public override string ToString() => $"{Line} {What} at {At.InMs()} ms";
}
