using GpioHub.Recording.Window;
using Xunit;

namespace GpioHub.Recording.Tests.Window;

/// <summary>What of a line a waveform needs (IF-4.7).</summary>
public class WindowLineSpec
{
    [Fact(DisplayName = "A few edges are told each, from the level before the first; what is outside the window is not")]
    public void EachEdge()
    {
        var line = new WindowLine(1000, 2000, 10);
        line.Edge(999, true, 1);
        line.Edge(1000, false, 1);
        line.Edge(1500, true, 2);
        line.Edge(2000, false, 1);
        line.Edge(2001, true, 1);
        line.Close(true);
        Assert.True(line.First);
        Assert.Equal([new WindowEdge(0, false, 1), new WindowEdge(500, true, 2), new WindowEdge(1000, false, 1)], line.Edges);
        Assert.Empty(line.Lost);
    }

    [Fact(DisplayName = "More than four a column are columns: the level with which each ends, and how many edges are in it")]
    public void ManyEdges()
    {
        var line = new WindowLine(0, 1_000_000, 10);
        for (int i = 0; i < 40; i++) line.Edge(i * 10, i % 2 == 0, 1);
        Assert.Equal(40, line.Edges!.Count);
        line.Edge(999_999, true, 1);
        Assert.Null(line.Edges);
        Assert.Equal([new WindowColumn(0, false, 40), new WindowColumn(9, true, 1)], line.Columns);
        Assert.False(line.First);
    }

    [Fact(DisplayName = "Columns and edges say the same: every column ends with the level of its last edge, and all of them are counted")]
    public void ColumnsAreTheEdges()
    {
        const int seed = 3;
        var random = new Random(seed);
        var line = new WindowLine(5_000, 123_456_789, 97);
        var expected = new SortedDictionary<int, (bool Level, int Edges)>();
        long ns = 5_000;
        bool level = false;
        while ((ns += random.Next(20_000)) <= 123_456_789)
        {
            line.Edge(ns, level = !level, 0);
            int column = (int)Math.Min(96, (ns - 5_000) * 97 / (123_456_789 - 5_000));
            expected[column] = (level, expected.GetValueOrDefault(column).Edges + 1);
        }
        Assert.Equal(expected.Select(column => new WindowColumn(column.Key, column.Value.Level, column.Value.Edges)), line.Columns);
    }

    [Theory(DisplayName = "Without an edge in it the level is that before the next edge, or that of now; unknown if nobody knows")]
    [InlineData(true, null, false)]
    [InlineData(null, true, true)]
    [InlineData(null, null, null)]
    public void Quiet(bool? nextEdge, bool? now, bool? first)
    {
        var line = new WindowLine(1000, 2000, 10);
        if (nextEdge is { } level) line.Edge(5000, level, 1);
        line.Close(now);
        Assert.Equal(first, line.First);
        Assert.Empty(line.Edges!);
    }

    [Fact(DisplayName = "Lost edges are an interval up to the next edge, or to the window's end; before them the level is not known")]
    public void Lost()
    {
        var line = new WindowLine(1000, 2000, 10);
        line.Miss(0, 1100);
        line.Lose(1200);
        line.Lose(1250);
        line.Edge(1300, true, 1);
        line.Lose(1700);
        line.Lose(2500);
        line.Close(true);
        Assert.Equal([(1000L, 1100L), (1200L, 1300L), (1700L, 2000L)], line.Lost);
        Assert.Null(line.First);
    }
}
