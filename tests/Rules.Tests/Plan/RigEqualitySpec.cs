using GpioHub.Rules.Plan;
using GpioHub.Tests.Rigs;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

/// <summary>Plans are compared by what they say (HR-09).</summary>
public class RigEqualitySpec
{
    private static readonly ChipPlan Bench = Plans.Sim("bench", "IGN");
    private static readonly GuestPlan Ivi = Plans.Guest("ivi", "/rig", Bench);
    private static readonly RigPlan Rig = Plans.Plan("/rig", [Bench], [Ivi]);

    public static TheoryData<RigPlan> Others => new()
    {
        Rig with { Hub = Rig.Hub with { Watch = true } },
        Rig with { Chips = [] },
        Rig with { Chips = [Bench, Plans.Sim("loom", "A")] },
        Rig with { Chips = [Bench with { Id = "loom" }] },
        Rig with { Chips = [Bench with { Driver = new GpioChipPlan(new ByLabel("x"), IoPlace.Auto, TimeSpan.Zero, TimeSpan.Zero) }] },
        Rig with { Chips = [Plans.Sim("bench", "CRASH")] },
        Rig with { Guests = [] },
        Rig with { Guests = [Ivi, Ivi with { Id = "adas" }] },
        Rig with { Guests = [Ivi with { Id = "adas" }] },
        Rig with { Guests = [Ivi with { SocketPath = "/x" }] },
        Rig with { Guests = [Ivi with { EarlyUnmask = EarlyUnmask.Hold }] },
        Rig with { Guests = [Ivi.With(0, line => line with { Access = LineAccess.In })] },
    };

    [Theory(DisplayName = "A plan that says something else anywhere is another plan (HR-09)")]
    [MemberData(nameof(Others))]
    public void Another(RigPlan other)
    {
        Assert.False(RigEquality.Same(Rig, other));
        Assert.False(RigEquality.Same(other, Rig));
    }

    [Fact(DisplayName = "A plan that says the same in other arrays is the same plan (HR-09)")]
    public void TheSame()
    {
        var again = Plans.Plan("/rig", [Plans.Sim("bench", "IGN")], [Plans.Guest("ivi", "/rig", Plans.Sim("bench", "IGN"))]);
        Assert.True(RigEquality.Same(Rig, again with { Hub = Rig.Hub }));
    }

    [Fact(DisplayName = "A gpiochip of the same properties, io and restart is the same; it differs by each of them (HR-09)")]
    public void Devices()
    {
        ChipPlan Of(ChipSelector selector, IoPlace io = IoPlace.Auto, int min = 1, int max = 2) => Bench with
        {
            Driver = new GpioChipPlan(selector, io, TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max)),
        };
        ByProperties Matching(string glob) => new([("ID_PATH", glob), ("label", "x")]);
        Assert.True(RigEquality.Same(Of(Matching("a")), Of(Matching("a"))));
        Assert.False(RigEquality.Same(Of(Matching("a")), Of(Matching("b"))));
        Assert.False(RigEquality.Same(Of(Matching("a")), Of(new ByLabel("x"))));
        Assert.False(RigEquality.Same(Of(new ByLabel("x")), Of(Matching("a"))));
        Assert.False(RigEquality.Same(Of(Matching("a")), Of(Matching("a"), IoPlace.Inline)));
        Assert.False(RigEquality.Same(Of(Matching("a")), Of(Matching("a"), min: 2)));
        Assert.False(RigEquality.Same(Of(Matching("a")), Of(Matching("a"), max: 3)));
    }
}
