using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer;

/// <summary>A schedule that breaks a property; none is shorter.</summary>
/// <param name="Property">The broken property.</param>
/// <param name="Steps">One line of text per step, from power-on.</param>
/// <param name="CycleFrom">Livelock: the first step of the cycle; the last step leads back to the state before it. Otherwise null.</param>
internal sealed record CounterExample(LineProperty Property, IReadOnlyList<string> Steps, int? CycleFrom = null)
{
    /// <summary>The trace as a person reads it.</summary>
    public override string ToString()
    {
        var lines = Steps.Select((step, i) => $"{(CycleFrom == i ? "↻" : " ")}{i + 1,3}  {step}");
        return $"{Property}: broken after {Steps.Count} steps{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }
}

/// <summary>The result of an exploration.</summary>
/// <param name="States">Different states.</param>
/// <param name="Transitions">Steps taken from them.</param>
/// <param name="Depth">Steps from power-on to the state farthest away.</param>
/// <param name="Complete">No state was left unexpanded.</param>
/// <param name="Cut">Transitions not followed because more pairs were on their way than the explorer tells apart (3).</param>
/// <param name="Broken">The shortest counter-example for each property that does not hold.</param>
internal sealed record ExplorationResult(int States, long Transitions, int Depth, bool Complete, long Cut,
    IReadOnlyDictionary<LineProperty, CounterExample> Broken)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() =>
        $"{States:N0} states, {Transitions:N0} transitions, " +
        $"depth {Depth}{(Complete ? ", complete" : "")}{(Cut > 0 ? $", {Cut:N0} cut" : "")}"
        + $"{(Broken.Count == 0 ? "; every property holds" : $"; broken: {string.Join(", ", Broken.Keys.Order())}")}";
}
