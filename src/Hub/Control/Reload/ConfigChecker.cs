using GpioHub.Configuration;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Control.Reload;

/// <summary>The checker behind <c>/v1/config/…</c>: it finds what <c>gpiohub check</c> finds, for a text or for the file on disk; and
/// whether this host has the certificates that its links need.</summary>
/// <param name="served">The part of a rig that this process serves. It throws <see cref="NameNotFoundException"/> if there is none.</param>
/// <param name="links">Why this host cannot have a plan's links, and what somebody may have to do soon; each null = nothing. It reads
/// files.</param>
internal sealed class ConfigChecker(
    Func<RigPlan, RigPlan> served, Func<LinksPlan, (string? Refusal, string? Warning)> links) : IConfigChecker
{
    public ConfigFindings Check(string yaml, string path, RigPlan inForce) =>
        Of(ConfigurationLoader.LoadText(yaml, path, host: null, inForce), path);

    public ConfigFindings CheckFile(string path, RigPlan inForce) =>
        Of(ConfigurationLoader.Load(path, host: null, TokenFiles.Required, inForce), path);

    private ConfigFindings Of(LoadResult result, string path)
    {
        var errors = result.Problems.Where(problem => problem.Severity == ProblemSeverity.Error).Select(Of).ToList();
        var plan = !result.HasErrors ? Served(result.Plan!, path, errors) : null;
        var (refusal, warning) = plan?.Links is { } wanted ? links(wanted) : (null, null);
        if (refusal is not null) errors.Add(new ConfigProblemDocument(path, 0, 0, "", $"{path}: {refusal}"));
        IEnumerable<string> warnings = result.Problems.Where(problem => problem.Severity != ProblemSeverity.Error)
            .Select(problem => problem.ToString());
        return new ConfigFindings(errors, [.. warnings, .. warning is null ? (string[])[] : [$"{path}: {warning}"]])
        {
            Plan = refusal is null ? plan : null,
            Watched = result.Watched,
        };
    }

    private RigPlan? Served(RigPlan plan, string path, List<ConfigProblemDocument> errors)
    {
        try
        {
            return served(plan);
        }
        catch (NameNotFoundException e)                                    // the file no longer has the guest that --guest names
        {
            errors.Add(new ConfigProblemDocument(path, 0, 0, "", e.Message));
            return null;
        }
    }

    private static ConfigProblemDocument Of(ConfigProblem problem) =>
        new(problem.File, problem.Line, problem.Column, problem.Expected ?? "", problem.ToString());
}
