using System.Globalization;

namespace GpioHub.Bench.Life;

/// <summary>Measures a hub under load for a while: it must use no more at the end than after its warm-up.</summary>
internal static class SteadyState
{
    private const int Samples = 30;
    // The collector leaves what ended sessions left until a collection of the whole heap pays: a saw-tooth of this height. In half an hour
    // a byte lost by each request would be 60 MB. SteadyStateSpec bounds more closely what a session loses.
    private const double SlackMb = 16;
    private const double SlackThreads = 2;   // the runtime's pool and its compiler come and go
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="time">All of it; the first tenth is warming up.</param>
    /// <returns>Nothing grew.</returns>
    public static async Task<bool> MeasureAsync(string program, int guests, TimeSpan time, Report report)
    {
        using var hub = new HubProcess(program, guests);
        hub.AwaitUp();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(1, guests).Select(number => new LoadGuest(hub.SocketOf(number), number)).ToArray();
        var running = load.Select(guest => guest.RunAsync(Pause, stop.Token)).ToArray();
        var failed = Task.WhenAll(running);

        await WaitAsync(time / 10, failed);
        long requests = load.Sum(guest => guest.Requests);
        var uses = new List<ProcessUse>(Samples);
        for (int i = 0; i < Samples; i++)
        {
            await WaitAsync(time * 0.9 / Samples, failed);
            uses.Add(ProcessUse.Of(hub.Id));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hub.Age.TotalSeconds,6:0} s: " +
                $"{uses[^1]}, {load.Sum(guest => guest.Requests)} requests and interrupts, {load.Sum(guest => guest.Lives)} guests went"));
        }

        await stop.CancelAsync();
        await failed;
        return Say(report, guests, uses, load.Sum(guest => guest.Requests) - requests, time * 0.9);
    }

    private static async Task WaitAsync(TimeSpan time, Task failed)
    {
        if (await Task.WhenAny(Task.Delay(time), failed) == failed) await failed;
    }

    // A guest that is just reconnecting has fewer descriptors: the most of a third is compared with the most of another.
    private static bool Say(Report report, int guests, List<ProcessUse> uses, long requests, TimeSpan time)
    {
        var first = uses[..(uses.Count / 3)];
        var last = uses[^(uses.Count / 3)..];
        string where = $"{guests} guests × {LifeRig.Lines} lines";
        report.Say("steady: load", where, "thousands a second", requests / time.TotalSeconds / 1000);
        bool steady = report.Say("steady: memory", where, "MB more at the end",
            (last.Max(use => use.RssKb) - first.Max(use => use.RssKb)) / 1024.0, SlackMb);
        steady &= report.Say("steady: handles", where, "more at the end", last.Max(use => use.Handles) - first.Max(use => use.Handles), 0);
        steady &= report.Say("steady: threads", where, "more at the end",
            last.Max(use => use.Threads) - first.Max(use => use.Threads), SlackThreads);
        report.Say("steady: memory", where, "MB at the end", last[^1].RssKb / 1024.0);
        report.Say("steady: anonymous", where, "MB at the end", last[^1].AnonymousKb / 1024.0);
        report.Say("steady: handles", where, "at the end", last[^1].Handles);
        report.Say("steady: threads", where, "at the end", last[^1].Threads);
        return steady;
    }
}
