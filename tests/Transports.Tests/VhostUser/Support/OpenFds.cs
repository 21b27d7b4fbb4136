using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>The collection of tests that count the descriptors of the whole process: each runs alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OpenFds
{
    public const string Name = "open descriptors";

    private static readonly string[] Kinds = ["anon_inode:[eventfd]", "anon_inode:[eventpoll]", "/memfd:", "pipe:", "socket:"];

    /// <summary>How many descriptors of each kind that front-ends send are open.</summary>
    internal static Dictionary<string, int> Count()
    {
        // What an earlier test has left to the finaliser must not count here.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        BackgroundRelease.Settle();
        string[] links = [.. Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? "")];
        return Kinds.ToDictionary(kind => kind, kind => links.Count(link => link.StartsWith(kind, StringComparison.Ordinal)));
    }

    /// <summary>Fewer is allowed: an earlier test's threads may still be ending.</summary>
    internal static void AssertNoneMoreThan(Dictionary<string, int> before)
    {
        foreach ((string kind, int now) in Count()) Assert.True(now <= before[kind], $"{kind}: {before[kind]} before, {now} now");
    }
}
