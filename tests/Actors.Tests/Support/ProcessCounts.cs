using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Actors.Tests.Support;

/// <summary>Tests that count what the whole process holds: alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountedAlone
{
    public const string Name = "what the process holds";
}

/// <summary>What this process holds, dead objects left out.</summary>
/// <param name="Handles">Open descriptors.</param>
/// <param name="Mappings">Mapped pieces of guests' RAM.</param>
/// <param name="HeapBytes">Managed objects that live.</param>
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
