namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>When a hub is killed, counted from the first answer of the one that serves.</summary>
/// <param name="Kills">How many times.</param>
/// <param name="Least">Between that answer and the kill, at least.</param>
/// <param name="Most">And at most; drawn between both.</param>
/// <param name="InRecovery">Of a hundred kills, how many come before the successor has answered anything.</param>
/// <param name="Seed">Of everything that is drawn.</param>
internal sealed record KillPlan(int Kills, TimeSpan Least, TimeSpan Most, int InRecovery, int Seed)
{
    /// <summary>How many kills a long run has; null = the tests' own few. <c>GPIOHUB_KILLS=1000 dotnet test tests/EndToEnd --filter
    /// FullyQualifiedName~Restart</c>.</summary>
    public static int? Asked => int.TryParse(Environment.GetEnvironmentVariable("GPIOHUB_KILLS"), out int kills) ? kills : null;

    public static KillPlan Of(int kills, int leastMs, int mostMs, int seed, int inRecovery = 0) =>
        new(Asked ?? kills, TimeSpan.FromMilliseconds(leastMs), TimeSpan.FromMilliseconds(mostMs), inRecovery, seed);
}
