namespace GpioHub.SimRig;

/// <summary>The resources that a process uses.</summary>
/// <param name="Threads">Without those of .NET's thread pool, which come and go.</param>
internal readonly record struct ProcessUse(int Descriptors, int Threads)
{
    public static ProcessUse Of(int pid) => new(
        Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length,
        Directory.GetDirectories($"/proc/{pid}/task")
            .Count(task => !File.ReadAllText($"{task}/comm").StartsWith(".NET TP", StringComparison.Ordinal)));
}
