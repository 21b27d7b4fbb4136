using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Statistics;

public class MemoryUseSpec
{
    private const string Status = "Name:\tgpiohub\nVmPeak:\t  999 kB\nVmRSS:\t   85624 kB\nRssAnon:\t   29012 kB\nRssFile:\t   51000 kB\n" +
        "RssShmem:\t    5612 kB\nThreads:\t17\nVmRSSx:\t1 kB\n";
    private const string Rollup = "55d4-7ffd ---p 00000000 00:00 0   [rollup]\nRss:               85700 kB\nPss:               54321 kB\n" +
        "Pss_Anon:          29000 kB\n";

    [Fact(DisplayName = "Resident, anonymous, shared and proportional kB and threads are read by their whole names")]
    public void Parses() => Assert.Equal(new MemoryUse(85624, 29012, 5612, 54321, 17), MemoryUse.Parse(Status, Rollup));

    [Fact(DisplayName = "A kernel that does not tell a field is named with it")]
    public void Missing() =>
        Assert.Contains("RssAnon", Assert.Throws<FormatException>(() => MemoryUse.Parse(
            Status.Replace("RssAnon", "Rssanon", StringComparison.Ordinal), Rollup)).Message, StringComparison.Ordinal);

    [Fact(DisplayName = "This process has a size")]
    public void Real()
    {
        MemoryUse use = MemoryUse.Of(Environment.ProcessId);
        Assert.True(use.RssKb > use.AnonymousKb && use.AnonymousKb > 0 && use.PssKb > 0 && use.Threads > 0);
    }
}
