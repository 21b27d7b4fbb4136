using GpioHub.Configuration;
using GpioHub.Hub.Control.Wire;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Control.Reload;

/// <summary>A check of a configuration that does not touch the running one.</summary>
internal interface IConfigChecker
{
    /// <param name="yaml">The whole file.</param>
    /// <param name="path">Where the file stands or would stand: relative paths in it begin there, and messages name it.</param>
    /// <param name="inForce">The plan that it may replace.</param>
    ConfigFindings Check(string yaml, string path, RigPlan inForce);

    /// <summary>Checks the file as it is on disk, with what it includes.</summary>
    /// <param name="inForce">The plan that it may replace.</param>
    ConfigFindings CheckFile(string path, RigPlan inForce) => Check(File.ReadAllText(path), path, inForce);
}

/// <summary>Everything found in a configuration. Without errors it would start.</summary>
internal sealed record ConfigFindings(IReadOnlyList<ConfigProblemDocument> Errors, IReadOnlyList<string> Warnings)
{
    /// <summary>The plan; null = the configuration has errors.</summary>
    public RigPlan? Plan { get; init; }

    /// <inheritdoc cref="LoadResult.Watched"/>
    public IReadOnlyList<string> Watched { get; init; } = [];
}
