using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Faults;

/// <summary>The chip's actor restarts while faults and pulses are active.</summary>
public class RestartSpec : RigSpec
{
    private static readonly ChipLineAddress Line = new("bench", 0);

    [Theory(DisplayName =
        "A throw in the chip's actor at any message of faults and pulses: who asked is answered, each ends at its time all the same")]
    [InlineData("Describe")]
    [InlineData("AddFault")]
    [InlineData("ListFaults")]
    [InlineData("BeginPulse")]
    [InlineData("DueSooner")]
    [InlineData("EndPulse")]
    [InlineData("ClearFault")]
    public async Task Throws(string message)
    {
        foreach (bool after in new[] { false, true })
        {
            var plan = new OneCrash();
            await using var rig = await StartAsync(
                folder =>
                {
                    var chip = Plans.Sim("bench", "A", "B");
                    return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
                },
                plan,
                virtualTime: true);
            if (message == "DueSooner") plan.Arm("ChipActor", message, after);
            await AddAsync(rig);
            await PulseAsync(rig);
            if (message != "DueSooner") plan.Arm("ChipActor", message, after);
            await AddAsync(rig);
            await PulseAsync(rig);
            await rig.Hub.EndPulseAsync(new("bench", 1), CancellationToken.None);
            Assert.InRange((await rig.Hub.FaultsAsync(CancellationToken.None)).Length, 1, 2);
            await rig.Hub.ClearFaultAsync(99, CancellationToken.None);

            for (int i = 0; i < 2; i++)                                     // the fault, then the pulse that it hides
            {
                await rig.Hub.ChipAsync("bench", CancellationToken.None);
                rig.Advance(TimeSpan.FromMilliseconds(700.0));
            }

            await rig.Hub.ClearFaultAsync(99, CancellationToken.None);      // behind what was due
            Assert.Equal(1, plan.Thrown);
            Assert.Empty(await rig.Hub.FaultsAsync(CancellationToken.None));
            var line = (await rig.Hub.ChipAsync("bench", CancellationToken.None))!.Lines[0];
            Assert.Equal((false, 0), (line.Level, line.Drivers.Length));
        }
    }

    private static async Task AddAsync(LiveRig rig)
    {
        var result = await rig.Hub.AddFaultAsync(FaultTarget.Of(Line),
            new FaultOrder(FaultKind.Stuck1) { Ttl = TimeSpan.FromMilliseconds(500.0) }, CancellationToken.None);
        Assert.True(result.Status is FaultStatus.Added or FaultStatus.NoAnswer);
    }

    private static async Task PulseAsync(LiveRig rig)
    {
        var result = await rig.Hub.PulseAsync(Line, new PulseOrder([TimeSpan.FromMilliseconds(700.0)]), CancellationToken.None);
        Assert.NotEqual(PulseStatus.Malformed, result.Status);
    }
}

public class RestartApartSpec : RestartSpec
{
    protected override int Reactors => 2;
}
