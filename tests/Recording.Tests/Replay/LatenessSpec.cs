using GpioHub.Recording.Replay;
using Xunit;

namespace GpioHub.Recording.Tests.Replay;

public class LatenessSpec
{
    [Fact(DisplayName = "A percentile is never below the true one, nor more than a sixteenth above it")]
    public void Percentiles()
    {
        const int seed = 7;
        var random = new Random(seed);
        long[] all = [.. Enumerable.Range(0, 10_000).Select(_ => (long)Math.Exp(random.NextDouble() * 42))];
        var lateness = new Lateness();
        foreach (long ns in all) lateness.Note(ns);
        Array.Sort(all);
        foreach (double share in (double[])[0.0001, 0.5, 0.9, 0.99, 0.9999, 1])
        {
            long exact = all[(int)Math.Ceiling(all.Length * share) - 1];
            Assert.InRange(lateness.Percentile(share), exact, exact + (exact / 16));
        }
        Assert.Equal((all[^1], all.Length), (lateness.MaxNs, lateness.Count));
    }

    [Fact(DisplayName = "Every number has its place, the largest too; nothing noted is 0, and what is early is not late")]
    public void Ends()
    {
        var lateness = new Lateness();
        Assert.Equal(0, lateness.Percentile(0.5));
        lateness.Note(-5);
        Assert.Equal((0, 1), (lateness.Percentile(1), lateness.Count));
        lateness.Note(long.MaxValue);
        Assert.Equal(long.MaxValue, lateness.Percentile(1));
        for (int ns = 0; ns < 16; ns++)
        {
            var one = new Lateness();
            one.Note(ns);
            Assert.Equal(ns, one.Percentile(0.5));
        }
    }
}
