using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Actors.Tests.Support;

/// <summary>The collection of tests that count resources of the whole process: each runs alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountedAlone
{
    public const string Name = "what the process holds";
}

/// <summary>The resources of this process, without dead objects.</summary>
/// <param name="Handles">Open descriptors.</param>
/// <param name="Mappings">Mapped pieces of guests' RAM.</param>
/// <param name="HeapBytes">Live managed objects.</param>
internal readonly record struct ProcessCounts(int Handles, int Mappings, int Threads, long HeapBytes)
{
    public static ProcessCounts Take()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        BackgroundRelease.Settle();
        return new ProcessCounts(
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            File.ReadLines("/proc/self/maps").Count(line => line.Contains("/memfd:gpiohub", StringComparison.Ordinal)),
            Directory.GetDirectories("/proc/self/task").Length,
            GC.GetTotalMemory(forceFullCollection: true));
    }
}
