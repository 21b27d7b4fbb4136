using System.Collections.Concurrent;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Records;
using Xunit;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>The plan in force is in the record, and a successor goes on with it.</summary>
public class RecordedPlanSpec
{
    [Fact(DisplayName = "Each plan that comes into force is recorded once, with its generation and the shapes that wait")]
    public async Task Recorded()
    {
        using var record = RecordFile.Create(boot: 1);
        var plans = new PlanList();
        await using var rig = await LiveRig.StartAsync(PlanOf, keeping: new Keeping { Record = record }, plans: plans);
        await using (var guest = await rig.ConnectAsync())
        {
            await rig.ApplyAsync(rig.With("ivi", ivi => ivi.Wired(0, "bench", 1)));
            await rig.ApplyAsync(rig.With("ivi", Five));
            await rig.UntilAsync(snapshot => snapshot.PendingSlots == 5);
        }

        await rig.UntilAsync(snapshot => snapshot.Slots == 5 && snapshot.PendingSlots is null);
        await rig.Hub.ComeRoundAsync(TimeSpan.FromSeconds(20), CancellationToken.None);

        Assert.Equal([(1, 4, 0), (2, 4, 0), (2, 4, 5), (3, 5, 0)], plans.All.Select(Shape));
        Assert.Same(rig.Hub.Plan, plans.All.Last().Plan);
    }

    [Fact(DisplayName = "A successor goes on with the generation of the plan, and a guest gets the shape that waited for it")]
    public async Task GoesOn()
    {
        var plan = default(RigPlan);
        using var record = RecordFile.Create(boot: 1);
        string old = Directory.CreateTempSubdirectory("gpiohub-").FullName;
        plan = PlanOf(old);
        await using var rig = await LiveRig.StartAsync(folder => plan = PlanOf(folder), keeping: new Keeping { Record = record },
            before: new PlanImage(7, plan, [Five(plan.Guests[0])]));
        Directory.Delete(old);
        Assert.Equal(7, rig.Hub.Generation);
        Assert.Equal(5, (await rig.UntilAsync(_ => true)).PendingSlots);

        await using (var first = await rig.ConnectAsync()) await first.GetLineNamesAsync();
        await rig.UntilAsync(snapshot => snapshot.Slots == 5 && snapshot.PendingSlots is null);

        Assert.Equal(8, rig.Hub.Generation);
    }

    private static (long, int, int) Shape(PlanImage image) =>
        (image.Generation, image.Plan.Guests[0].Lines.Length, image.Pending.IsEmpty ? 0 : image.Pending[0].Lines.Length);

    private static RigPlan PlanOf(string folder)
    {
        var chip = Plans.Sim("bench", "A", "B", "C", "D");
        return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
    }

    private static GuestPlan Five(GuestPlan ivi) =>
        ivi with { Lines = ivi.Lines.Add(new GuestLinePlan(4, "E", new ChipLineAddress("bench", 0), LineAccess.InOut, OnRelease.Input)) };

    private sealed class PlanList : IPlanRecord
    {
        public ConcurrentQueue<PlanImage> All { get; } = new();

        public void Write(RecordTurn turn, PlanImage image) => All.Enqueue(image);
    }
}
