using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>Where facts are gathered: this machine, or a folder that stands for one.</summary>
/// <param name="root">Before /proc, /sys, /dev, /etc and /run; "" = this machine.</param>
/// <param name="variable">Reads an environment variable; null = not set.</param>
internal sealed class Surroundings(string root, Func<string, string?> variable, IGpioKernel kernel)
{
    public IGpioKernel Kernel => kernel;

    /// <summary>Whoever asks.</summary>
    public User Me { get; init; } = new(Environment.UserName, Identity.EffectiveUserId, Identity.GroupIds().ToArray());

    /// <summary>CPUs that this process may use.</summary>
    public int Cpus { get; init; } = Environment.ProcessorCount;

    /// <summary>How long one part may take to be gathered.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long another program, and the hub, may take to answer one question: a machine that is busy is not ill.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a front-end that has connected may say nothing.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(2);

    public string? Variable(string name) => variable(name);

    /// <summary>A path of the machine.</summary>
    public string At(string path) => root + path;

    /// <summary>The beginning of a small file, followed through no link; null = it is none, or cannot be read.</summary>
    public string? Text(string path, int mostBytes = 64 * 1024) => SmallFile.Read(At(path), mostBytes);

    /// <summary>The owner of what a path leads to; null = nothing is there, or it cannot be seen.</summary>
    public static PathOwner? OwnerOf(string path)
    {
        try
        {
            return PathOwner.OfTarget(path);
        }
        catch (ErrnoException)
        {
            return null;
        }
    }

    /// <summary>Names in a folder; empty = there is none, or it cannot be listed.</summary>
    public IReadOnlyList<string> Names(string folder, string pattern = "*")
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(At(folder), pattern).Select(path => Path.GetFileName(path)).Take(100_000)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
