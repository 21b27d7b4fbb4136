using System.Runtime.CompilerServices;
using GpioHub.Actors.Descriptors;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Hosting;

/// <summary>Looks whether this process may open enough files, before it needs any: an assembly that cannot be opened is an exception
/// somewhere, with a reason that is none ("could not find file").</summary>
internal static class StartGuard
{
    /// <summary>What the verbs of a client need: the runtime, and a few assemblies.</summary>
    private const int LeastForClients = 128;

    /// <summary>Why the program cannot even try; null = it can. It loads next to nothing.</summary>
    /// <param name="args">The command line.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string? WhyNot(string[] args) => WhyNot(Array.IndexOf(args, "run") >= 0, OpenFiles.Limit);

    internal static string? WhyNot(bool runs, int limit)
    {
        int least = runs ? DescriptorBudget.Least : LeastForClients;
        return limit < least ? $"this process may open {limit} files, and needs {least} at least; {OpenFiles.Advice}" : null;
    }
}
