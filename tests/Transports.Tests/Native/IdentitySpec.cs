using System.Diagnostics;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class IdentitySpec
{
    [Fact(DisplayName = "Users and groups are those that /proc shows for this process")]
    public void AsInProc()
    {
        string[] status = File.ReadAllLines("/proc/self/status");
        Assert.Equal(Numbers("Uid:").Take(2), [Identity.UserId, Identity.EffectiveUserId]);
        Assert.Equal(Numbers("Groups:").Order(), Identity.GroupIds().Order());

        uint[] Numbers(string key) => status.Single(l => l.StartsWith(key, StringComparison.Ordinal))[key.Length..]
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(n => uint.Parse(n, null)).ToArray();
    }

    [Fact(DisplayName = "A group is found by its name; an unknown one is not")]
    public void Groups()
    {
        Assert.True(Identity.TryFindGroup("root", out uint id));
        Assert.Equal(0u, id);
        Assert.False(Identity.TryFindGroup("no-such-group-here", out _));
        Assert.False(Identity.TryFindGroup("", out _));
    }

    [Fact(DisplayName = "The clock is the one that Stopwatch shows, in nanoseconds")]
    public void Clock()
    {
        Assert.Equal(1_000_000_000, Stopwatch.Frequency);
        long before = Stopwatch.GetTimestamp();
        long now = MonotonicClock.Now;
        Assert.InRange(now, before, Stopwatch.GetTimestamp());
    }
}
