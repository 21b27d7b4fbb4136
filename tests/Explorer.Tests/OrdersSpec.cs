using GpioHub.Explorer.Tests.Orders;
using GpioHub.Explorer.Worlds;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

/// <summary>The explorer's steps are those of the real hub: whole runs of the real actors are orders that its world allows.</summary>
public class OrdersSpec(ITestOutputHelper output)
{
    private const int Seeds = 60;
    private const int MostSeeds = 400;

    /// <summary>Steps of drivers that have contexts, and what does not happen in a run: limits, reloads, writes, a kill,
    /// another host.</summary>
    private static readonly MoveKind[] NotHere =
    [
        MoveKind.TaskRuns, MoveKind.InterruptRuns, MoveKind.ResendRuns, MoveKind.ThreadRuns, MoveKind.LimitReached, MoveKind.LimitOver,
        MoveKind.InterruptsAgain, MoveKind.NetLeft, MoveKind.NetTaken, MoveKind.SetsValue, MoveKind.HubDies, MoveKind.Commits,
        MoveKind.LinesHear, MoveKind.RingsOpen, MoveKind.LinkChanges, MoveKind.LinkGoesOn,
    ];

    public static TheoryData<string> WrongNames => [.. WrongWorld.All.Select(wrong => wrong.Name)];

    [Theory(DisplayName = "Every step that the real hub takes in a random run, at whatever moment its driver and its chip act, is a step " +
        "of the explorer's world, leads to the same state and the same answers, and keeps the device's promises")]
    [InlineData(1, false, false, false)]
    [InlineData(2, false, false, true)]
    [InlineData(1, true, false, false)]
    [InlineData(2, true, false, true)]
    [InlineData(1, false, true, true)]
    [InlineData(2, true, true, false)]
    public void RealOrdersAreAllowed(int lines, bool apart, bool atDevice, bool packed)
    {
        var plan = new OrderPlan(lines, apart, atDevice, packed);
        var recorder = new OrderRecorder();
        using var rig = new OrderRig(plan, recorder);
        var levels = new bool[lines];
        var seen = new int[Enum.GetValues<MoveKind>().Length];
        for (int seed = 0; seed < Seeds; seed++)
        {
            var check = new OrderRun(plan.World, rig, recorder, seed, levels).Run();
            Assert.True(check.Fault is null, $"seed {seed} of {plan}:{Environment.NewLine}{check.Report}");
            for (int kind = 0; kind < seen.Length; kind++) seen[kind] += check.Seen[kind];
        }

        var kinds = Enum.GetValues<MoveKind>().Except(NotHere)
            .Where(kind => kind != MoveKind.ChipSenses || plan.World.ChipSensesLate).ToList();
        output.WriteLine($"{plan}: {seen.Sum()} steps; {string.Join(", ", kinds.Select(kind => $"{kind} {seen[(int)kind]}"))}");
        foreach (var kind in kinds) Assert.True(seen[(int)kind] > 0, $"{kind} never came up");
    }

    [Theory(DisplayName = "A world that takes a step of the hub wrongly, or two at once, does not allow what the real hub does")]
    [MemberData(nameof(WrongNames))]
    public void WrongWorldsAreFound(string name)
    {
        var wrong = WrongWorld.All.Single(wrong => wrong.Name == name);
        var plan = new OrderPlan(Lines: 2, wrong.Apart, wrong.AtDevice);
        var recorder = new OrderRecorder();
        using var rig = new OrderRig(plan, recorder);
        var levels = new bool[plan.Lines];
        int seed = 0;
        string? fault = null;
        var world = wrong.Of(plan.World) with { Properties = [] };
        for (; fault is null && seed < MostSeeds; seed++) fault = new OrderRun(world, rig, recorder, seed, levels).Run().Fault;
        output.WriteLine($"{name}: seed {seed}: {fault}");
        Assert.NotNull(fault);
    }
}
