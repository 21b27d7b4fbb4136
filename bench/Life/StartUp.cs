using GpioHub.GuestDriver.FrontEnd;

namespace GpioHub.Bench.Life;

/// <summary>Measures the time from a hub's exec until guests can use it.</summary>
internal static class StartUp
{
    private const double ListeningTargetMs = 200;

    /// <summary>Measures best and median over some runs of three times: until the first guest's socket takes a connection; until the hub
    /// has answered the negotiation on it; until its banner says that all is up.</summary>
    /// <param name="runs">≥ 1.</param>
    public static void Measure(string program, int guests, int runs, Report report)
    {
        double[] listening = new double[runs], answered = new double[runs], up = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            using var hub = new HubProcess(program, guests);
            var stream = hub.Connect(1);
            listening[run] = hub.Age.TotalMilliseconds;
            using (VhostUserFrontEnd.Attach(stream)) answered[run] = hub.Age.TotalMilliseconds;
            hub.AwaitUp();
            up[run] = hub.Age.TotalMilliseconds;
        }

        string where = $"{guests} guest{(guests == 1 ? "" : "s")} × {LifeRig.Lines} lines";
        Say(report, where, "first socket listens", listening, ListeningTargetMs);
        Say(report, where, "first guest answered", answered, null);
        Say(report, where, "all up", up, null);
    }

    private static void Say(Report report, string where, string what, double[] runs, double? target)
    {
        Array.Sort(runs);
        report.Say($"start: {what}", where, "ms after exec, best", runs[0], target);
        report.Say($"start: {what}", where, "ms after exec, median", runs[(runs.Length - 1) / 2]);
    }
}
