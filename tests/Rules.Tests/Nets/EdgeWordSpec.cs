using GpioHub.Rules.Nets;
using Xunit;

namespace GpioHub.Rules.Tests.Nets;

/// <summary>The packing of a pending record, tested at the limits of every field, and with every value of each count.</summary>
public class EdgeWordSpec
{
    private static readonly int[] Counts = [0, 1, 2, 0x4000, EdgeWord.MostEdges - 1, EdgeWord.MostEdges];
    private static readonly uint[] Generations = [0, 1, 0x8000_0000, uint.MaxValue];
    private static readonly bool[] NoYes = [false, true];

    [Fact(DisplayName = "An edge adds one to its direction, sets the level and tells; nothing else changes (HR-24)")]
    public void Add()
    {
        foreach (var word in Everything())
            foreach (bool level in NoYes)
            {
                var after = word.Add(level, word.Generation);
                int rising = Math.Min(word.Rising + (level ? 1 : 0), EdgeWord.MostEdges);
                int falling = Math.Min(word.Falling + (level ? 0 : 1), EdgeWord.MostEdges);
                Assert.Equal((rising, falling, level, word.Generation, true), Fields(after));
            }
    }

    [Fact(DisplayName = "An edge of another watch drops those before it (HR-24)")]
    public void AddOfAnotherWatch()
    {
        foreach (var word in Everything())
            foreach (uint generation in Generations.Where(other => other != word.Generation))
                foreach (bool level in NoYes)
                    Assert.Equal((level ? 1 : 0, level ? 0 : 1, level, generation, true), Fields(word.Add(level, generation)));
    }

    [Fact(DisplayName = "Taking leaves level and watch, and no edge")]
    public void Emptied()
    {
        foreach (var word in Everything()) Assert.Equal((0, 0, word.Level, word.Generation, false), Fields(word.Emptied()));
    }

    [Fact(DisplayName = "Showing a level changes the level alone")]
    public void Show()
    {
        foreach (var word in Everything())
            foreach (bool level in NoYes)
                Assert.Equal(Fields(word) with { Level = level }, Fields(word.Show(level)));
    }

    [Fact(DisplayName = "Every count from 0 to 32,767 is held exactly; further edges leave it there")]
    public void EveryCount()
    {
        EdgeWord rising = default, falling = default;
        for (int count = 1; count <= EdgeWord.MostEdges + 5; count++)
        {
            rising = rising.Add(level: true, uint.MaxValue);
            falling = falling.Add(level: false, uint.MaxValue);
            int held = Math.Min(count, EdgeWord.MostEdges);
            Assert.Equal((held, 0, true, uint.MaxValue, true), Fields(rising));
            Assert.Equal((0, held, false, uint.MaxValue, true), Fields(falling));
        }
    }

    private static (int Rising, int Falling, bool Level, uint Generation, bool Told) Fields(EdgeWord word) =>
        (word.Rising, word.Falling, word.Level, word.Generation, word.Told);

    /// <summary>Every combination of the fields' extremes, as the bits say it.</summary>
    private static IEnumerable<EdgeWord> Everything() =>
        from told in NoYes
        from level in NoYes
        from rising in Counts
        from falling in Counts
        from generation in Generations
        select new EdgeWord((told ? 1ul << 63 : 0) | (level ? 1ul << 62 : 0) | (ulong)rising << 47 | (ulong)falling << 32 | generation);
}
