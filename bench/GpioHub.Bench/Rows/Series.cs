using GpioHub.Bench.Processes;

namespace GpioHub.Bench.Rows;

/// <summary>A piece of work at growing sizes, each on a hub of its own.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Of">What there is more and more of.</param>
/// <param name="Sizes">Ascending.</param>
/// <param name="Rig">Of a size.</param>
/// <param name="Work">Kind of the worker at a size, and its arguments.</param>
/// <param name="Costs">What it costs.</param>
internal sealed record Series(string Name, string Of, int[] Sizes, Func<int, ScaleRig> Rig, Func<int, string[]> Work, params Cost[] Costs)
{
    /// <summary>On one CPU the hub does not look around: its CPU time is work.</summary>
    public Placement Where { get; init; } = Placement.OneCpu;

    /// <summary>A worker that is there beside the one that is measured, and does nothing; empty = none.</summary>
    public Func<int, string[]> Company { get; init; } = _ => [];

    /// <summary>Lines with a fault, one for each fault.</summary>
    public Func<int, IEnumerable<string>> Faults { get; init; } = _ => [];

    /// <summary>More lines of the section <c>hub</c>.</summary>
    public Func<int, string[]> Settings { get; init; } = _ => [];
}

/// <summary>One number of a series.</summary>
/// <param name="Exponent">That which it may grow with: 0 = what is counted once for each unit, 1 = what is one piece of work for all units;
/// null = it has no bound.</param>
internal sealed record Cost(Metric Metric, int? Exponent);
