using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration;

/// <summary>The result of reading a configuration file.</summary>
/// <param name="Plan">What the file means; null if it has an error.</param>
/// <param name="Problems">All remarks on the file, in file order; what is unverified comes last.</param>
/// <param name="NetCount">Chip lines: all of the simulated chips', and the named or mapped ones of the others.</param>
public sealed record LoadResult(
    RigPlan? Plan,
    ImmutableArray<ConfigProblem> Problems,
    int NetCount)
{
    /// <summary>Files that were read, the main one first.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The paths that decide about this result, to be watched for changes: the main file, what <c>include</c> names, the files of
    /// tokens.
    /// Wildcards in the last part of a path stay as they are.</summary>
    public ImmutableArray<string> Watched { get; init; } = [];

    /// <summary>Where one file is for all hosts of a rig, the plan of each; else none.</summary>
    public ImmutableArray<RigPlan> Hosts { get; init; } = [];

    /// <summary>Where one file is for all hosts, the rig as if it had one; else <see cref="Plan"/>. null = as there.</summary>
    public RigPlan? Whole { get; init; } = Plan;

    public bool HasErrors => Plan is null;

    /// <summary>Why the rig cannot run.</summary>
    public ImmutableArray<ConfigProblem> Errors => [.. Problems.Where(p => p.Severity == ProblemSeverity.Error)];
}
