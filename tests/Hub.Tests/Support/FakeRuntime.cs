using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Reload;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Rules.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A rig runtime that starts nothing.</summary>
internal sealed class FakeRuntime(FakeRig hub) : IRigRuntime
{
    public RigStart? Start { get; private set; }

    public void Register(IServiceCollection services, RigStart start)
    {
        Start = start;
        services.AddSingleton<IRig>(hub);
    }
}

/// <summary>A checker that finds one error for each line of a text that says "bad".</summary>
internal sealed class FakeChecker : IConfigChecker
{
    public ConfigFindings Check(string yaml, string path, RigPlan inForce)
    {
        var errors = yaml.Split('\n').Index().Where(line => line.Item.Contains("bad", StringComparison.Ordinal))
            .Select(line => new ConfigProblemDocument(path, line.Index + 1, 1, "good", $"{path}:{line.Index + 1}:1: bad")).ToArray();
        return new ConfigFindings(errors, []);
    }
}
