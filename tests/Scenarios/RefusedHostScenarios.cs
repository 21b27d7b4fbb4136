using GpioHub.Actors.Contract;
using GpioHub.Scenarios.Support;
using GpioHub.TestKit;
using Xunit;

namespace GpioHub.Scenarios;

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
