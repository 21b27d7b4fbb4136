using GpioHub.Actors.Contract;
using GpioHub.Rules.Plan;
using GpioHub.Scenarios.Support;
using GpioHub.TestKit;
using Xunit;

namespace GpioHub.Scenarios;

/// <summary>Two hosts whose files say different things for all hosts.</summary>
public class OtherFileScenarios() : LinkedScenario(new ScenarioOptions(), output: null, [Of(LinkedRigs.A, 1), Of(LinkedRigs.B, 2)])
{
    [Fact(DisplayName = "Another file of the same rig is served, and both hubs say that their files differ (LK-14)")]
    public void OtherFilesAreServed()
    {
        Assert.All((Host[])[Host("bench-a"), Host("bench-b")], host => Assert.True(Assert.Single(host.Links).FileDiffers));
        Host("bench-b").Guest("ecu-1").Line("IGN").ShouldReadLow();
    }

    private static RigPlan Of(string rig, ulong file)
    {
        var plan = RigScenario.PlanOf(rig);
        return plan with { Links = plan.Links! with { File = file } };
    }
}

/// <summary>Two hosts that reach each other and belong to different rigs.</summary>
public class RefusedHostScenarios()
    : LinkedScenario(LinkedRigs.A, LinkedRigs.B.Replace("name: rig7", "name: rig8", StringComparison.Ordinal))
{
    [Fact(DisplayName = "A hub of another rig is refused in words and served nothing; its guests have their own lines (LK-14)")]
    public void OtherRigsAreRefused()
    {
        var (a, b) = (Assert.Single(Host("bench-a").Links), Assert.Single(Host("bench-b").Links));

        Assert.Equal((LinkPhase.Refused, "it belongs to the rig rig8, this hub to rig7"), (a.Phase, a.Why));
        Assert.Equal((LinkPhase.Refused, "it belongs to the rig rig7, this hub to rig8"), (b.Phase, b.Why));
        Host("bench-b").Guest("ecu-1").Line("IGN").Reads().ShouldBeError();
        Host("bench-b").Guest("ecu-1").Line("HERE").ShouldReadLow();
        Assert.Equal(0, a.Gives);
        Assert.Contains("refused", Host("bench-b").Rig.Describe("bench").LastError, StringComparison.Ordinal);
    }
}
