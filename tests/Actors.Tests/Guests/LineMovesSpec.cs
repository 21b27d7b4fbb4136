using Akka.Actor;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Lines;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Lines that let go or take, all at once, for a change of the plan.</summary>
public class LineMovesSpec
{
    private const long Round = 7;

    private readonly LineMoves _moves = new();

    [Fact(DisplayName = "A move is done when the last of its lines has answered, in whatever order they do")]
    public void LastOne()
    {
        Assert.False(_moves.Begin([1, 4, 2], Round, ActorRefs.Nobody));

        Assert.False(Moved(4));
        Assert.False(Moved(1));
        Assert.True(Moved(2));
    }

    [Fact(DisplayName = "A move of no line is done at once")]
    public void NoLine() => Assert.True(_moves.Begin([], Round, ActorRefs.Nobody));

    [Fact(DisplayName = "A line that answers twice, one that is not asked, and the answer to an earlier move count for nothing")]
    public void Strangers()
    {
        _moves.Begin([1, 2], Round - 1, ActorRefs.Nobody);
        _moves.Begin([1, 2], Round, ActorRefs.Nobody);

        Assert.False(Moved(1));
        Assert.False(Moved(1));
        Assert.False(Moved(3));
        Assert.False(_moves.Moved(new LineProtocol.Moved(2, Round - 1, null), Name));
        Assert.True(Moved(2));
    }

    [Fact(DisplayName = "The first refusal of a move is told with the line's name, and the next move begins without it")]
    public void Refusal()
    {
        _moves.Begin([1, 2, 3], Round, ActorRefs.Nobody);
        Moved(1);
        Moved(2, "in use");
        Assert.True(Moved(3, "no such line"));

        Assert.Equal("line 2: in use", _moves.Refusal);
        _moves.Begin([1], Round + 1, ActorRefs.Nobody);
        Assert.Null(_moves.Refusal);
    }

    private bool Moved(int line, string? refusal = null) => _moves.Moved(new LineProtocol.Moved(line, Round, refusal), Name);

    private static string Name(int line) => $"line {line}";
}
