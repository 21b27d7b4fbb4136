namespace GpioHub.EndToEnd.Support;

/// <summary>How long a scenario waits for an event before it fails; never how long something is expected to take.</summary>
public static class Patience
{
    /// <summary>Long enough for a machine that is busy with everything else; only a failure reaches it. A program for a slower machine may
    /// set it at its start.</summary>
    public static TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How often a state that sends no event (the hub's answer to GET) is asked for.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is as wanted.</summary>
    /// <param name="failure">Says what is missing in the last answer, with everything that helps to find out why.</param>
    /// <param name="between">The pause between two questions; null = 20 ms.</param>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, Func<T, string> failure, TimeSpan? between = null)
    {
        long began = Environment.TickCount64;
        while (true)
        {
            T answer = await ask();
            if (wanted(answer)) return answer;
            if (Environment.TickCount64 - began > Limit.TotalMilliseconds) throw new ScenarioException(failure(answer));
            await Task.Delay(between ?? Between);      // the pause of a poll, not a guess of how long something takes
        }
    }
}
