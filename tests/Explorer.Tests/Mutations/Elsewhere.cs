namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>A mutation that is found in another scene as well: a mistake about one line or one pair, where there are two.</summary>
/// <param name="Name">The mutation's.</param>
/// <param name="Scene">The other scene.</param>
public sealed record Elsewhere(string Name, Scene Scene)
{
    private static readonly IReadOnlyList<string> Both =
    [
        "the latch is dropped", "a second edge takes the latch away", "a pair that comes clears the latch",
        "an edge between the chip's start and its answer is dropped", "a delivery leaves the latch set",
        "NONE leaves the pair where it is", "NONE returns the pair VALID", "an edge is delivered while masked",
        "a delivery says INVALID", "an edge that triggers nothing returns the pair INVALID", "an edge waits for the next pair",
        "a latched edge waits for the next edge", "a VALID pair is kept and returned again",
        "a NONE that changes nothing is not answered", "an enable is answered before its chip and after it",
        "the requestq is published first: OK before INVALID",
        "the eventq is read first: a pair queued before NONE stays behind",
    ];

    private static readonly IReadOnlyList<string> OfTwoPairs =
    [
        "an early pair is returned VALID", "an early pair is lost", "the latch survives NONE",
        "an enable has the number of the watch before it",
    ];

    private static readonly IReadOnlyList<string> OfEarlyPairs =
    [
        "VALID does not wait for the OK of its enable", "VALID waits for no OK", "the line does not deliver when its OK is visible",
        "an enable with a pair does not ask for its OK", "a line does not hear that its OK is visible",
        "a line hears that its OK is visible before it is", "a parked pair is lost when its enable comes",
    ];

    private static readonly IReadOnlyList<string> OfKills =
    [
        "what was staged is published again, whatever used.idx says", "a request in flight is forgotten",
        "a pair on its way to its line is forgotten",
    ];

    public static IReadOnlyList<Elsewhere> All { get; } =
    [
        .. Both.Select(name => new Elsewhere(name, Scene.TwoLines)),
        .. Both.Concat(OfTwoPairs).Select(name => new Elsewhere(name, Scene.TwoPairs)),
        .. OfKills.SelectMany(name => (Elsewhere[])[new(name, Scene.TwoLinesKilled), new(name, Scene.KilledLinux)]),
        .. OfEarlyPairs.Select(name => new Elsewhere(name, Scene.TwoLinesEarly)),
    ];
}
