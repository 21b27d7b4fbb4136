using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Faults;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Rigs;

/// <summary>What a rig has counted, asked for as numbers (IF-3.21), and whether its reactors come round (IF-3.22).</summary>
public class CountsSpec : RigSpec
{
    [Fact(DisplayName = "The counts of a rig are those of its documents")]
    public async Task SameAsTheDocuments()
    {
        await using var rig = await StartAsync(folder =>
        {
            var chip = Plans.Sim("bench", "A", "B", "C", "D");
            return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip), Plans.Guest("adas", folder, chip)]);
        });
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
        await guest.RequestAsync(GpioMessage.SetDirection, 9, 1);          // no such line
        for (int i = 0; i < 5; i++)
        {
            await rig.SetAsync(0, i % 2 == 0);
            await rig.ToldAsync();
        }

        await rig.LineAsync(0);
        await guest.QueueIrqPairAsync(0);
        await rig.SetAsync(0, false);
        await rig.UntilAsync(snapshot => snapshot.Lines[0].Latched);
        await rig.Hub.AddFaultAsync(new FaultTarget("bench", 1), new FaultOrder(FaultKind.Invert), default);
        var (counts, whole) = (await rig.Hub.CountsAsync(lines: true, default), await rig.Hub.SnapshotAsync(default));

        Assert.Equal((whole.Generation, Reactors), (counts.Generation, counts.Reactors.Length));
        Assert.All(counts.Reactors, reactor => Assert.True(reactor.Turns > 0));
        var (chip, bench) = (counts.Chips.Single(), whole.Chips.Single());
        Assert.Equal((bench.Id, bench.State, bench.Restarts, 1), (chip.Id, chip.State, chip.Restarts, chip.Faults));
        Assert.Equal((7, 0, 0), (chip.Edges, chip.Lost, chip.Contentions));
        Assert.Equal(bench.Lines.Sum(line => line.Edges), chip.Edges);
        Assert.Equal(bench.Lines.Select(line => new LineCounts(line.Name!, line.Level, line.Edges)), chip.Lines);
        foreach (var (asked, told) in counts.Guests.Zip(whole.Guests))
        {
            Assert.Equal((told.Id, told.State, told.Sessions, told.Requests, told.Errors, told.Interrupts),
                (asked.Id, asked.State, asked.Connections, asked.Requests, asked.Errors, asked.Delivered));
            var lines = told.Lines;
            Assert.Equal((lines.Sum(line => line.Coalesced), lines.Sum(line => line.Invalid), lines.Count(line => line.Latched)),
                (asked.Coalesced, asked.Invalid, asked.Latched));
            Assert.Equal(told.Rings.Select(ring => ring.Malformed), asked.Malformed);
            Assert.Equal(asked.Delivered, asked.Latency.Sum());
        }

        var ivi = counts.Guests[0];
        Assert.Equal((GuestState.Running, 1, 1, 4, 1), (ivi.State, ivi.Delivered, ivi.Errors, ivi.Coalesced, ivi.Latched));
        Assert.Equal(GuestState.Waiting, counts.Guests[1].State);
        Assert.Empty((await rig.Hub.CountsAsync(lines: false, default)).Chips.Single().Lines);
    }

    [Fact(DisplayName = "A reactor that stands still is told from those that come round")]
    public async Task Rounds()
    {
        await using var rig = await StartAsync();
        Assert.All(await rig.Hub.ComeRoundAsync(TimeSpan.FromSeconds(20.0), default), round => Assert.NotNull(round));
        using (await rig.HoldAsync(Reactors - 1))
        {
            var rounds = await rig.Hub.ComeRoundAsync(TimeSpan.FromMilliseconds(1.0), default);
            Assert.Equal(Reactors, rounds.Length);
            Assert.Null(rounds[^1]);
        }

        Assert.All(await rig.Hub.ComeRoundAsync(TimeSpan.FromSeconds(20.0), default), round => Assert.NotNull(round));
    }
}
