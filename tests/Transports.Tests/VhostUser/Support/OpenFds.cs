using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Tests that count the descriptors of the whole process: alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OpenFds
{
    public const string Name = "open descriptors";

    private static readonly string[] Kinds = ["anon_inode:[eventfd]", "anon_inode:[eventpoll]", "/memfd:", "pipe:", "socket:"];

    /// <summary>How many descriptors of each kind that front-ends send are open.</summary>
    internal static Dictionary<string, int> Count()
    {
        // What an earlier test has leaked to the finaliser is not this test's.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        BackgroundRelease.Settle();
        string[] links = [.. Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? "")];
        return Kinds.ToDictionary(kind => kind, kind => links.Count(link => link.StartsWith(kind, StringComparison.Ordinal)));
    }

    /// <summary>Fewer is fine: an earlier test's threads may be winding up.</summary>
    internal static void AssertNoneMoreThan(Dictionary<string, int> before)
    {
        foreach ((string kind, int now) in Count()) Assert.True(now <= before[kind], $"{kind}: {before[kind]} before, {now} now");
    }
}
