namespace GpioHub.TestKit.Story;

/// <summary>Checks the order of moments.</summary>
internal static class Order
{
    /// <param name="draw">Draws the lines of two moments for a failure.</param>
    /// <exception cref="ScenarioException">Two of them happened in the opposite order.</exception>
    public static void Check(IReadOnlyList<Moment> moments, Func<IEnumerable<string>, string> draw)
    {
        for (int i = 1; i < moments.Count; i++)
        {
            if (moments[i - 1].Number < moments[i].Number) continue;
            throw new ScenarioException($"expected {moments[i - 1]} before {moments[i]}; " +
                $"it was the other way round{draw(moments.Select(moment => moment.Line))}");
        }
    }
}
