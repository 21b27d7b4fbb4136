using GpioHub.Hub.Configuration;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Control;

/// <summary>The checker of <c>/v1/config/check</c>: what <c>gpiohub check</c> says, for a text.</summary>
internal sealed class ConfigChecker : IConfigChecker
{
    public ConfigFindings Check(string yaml, string path)
    {
        var result = ConfigurationLoader.LoadText(yaml, path);
        return new ConfigFindings(
            [.. result.Problems.Where(problem => problem.Severity == ProblemSeverity.Error).Select(Of)],
            [.. result.Problems.Where(problem => problem.Severity != ProblemSeverity.Error).Select(problem => problem.ToString())]);
    }

    private static ConfigProblemDocument Of(ConfigProblem problem) =>
        new(problem.File, problem.Line, problem.Column, problem.Expected ?? "", problem.ToString());
}
