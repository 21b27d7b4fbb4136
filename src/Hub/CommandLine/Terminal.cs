using Microsoft.Win32.SafeHandles;

namespace GpioHub.Hub.CommandLine;

/// <summary>The streams and the environment that a verb may use: data go to <see cref="Out"/>, everything else to
/// <see cref="Error"/>.</summary>
/// <param name="Variable">Reads an environment variable; null = not set.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, Func<string, string?> Variable)
{
    /// <summary>The process's own streams and environment.</summary>
    public static Terminal OfProcess() => new(StandardOutput(), Console.Error, Environment.GetEnvironmentVariable);

    // Console swallows EPIPE, so `gpiohub mon … | head -1` would never end; a FileStream throws it. But a FileStream on a file keeps its
    // own position, and two processes that write to one redirection would overwrite each other.
    private static StreamWriter StandardOutput()
    {
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StreamWriter(pipe.CanSeek ? Console.OpenStandardOutput() : pipe, bufferSize: 4096);
    }
}
