using GpioHub.Transports.Native;
using Microsoft.Win32.SafeHandles;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>The streams and the environment that a verb may use: data go to <see cref="Out"/>, everything else to
/// <see cref="Error"/>.</summary>
/// <param name="Variable">Reads an environment variable; null = not set.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, Func<string, string?> Variable)
{
    /// <summary>Where the log of <c>run</c> goes: stderr.</summary>
    public TextWriter Log { get; init; } = Error;

    /// <summary>Whether <see cref="Out"/> is a terminal, where a person looks.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The colours of <see cref="Out"/>.</summary>
    public Paint Paint => Paint.For(OutIsTerminal, Variable);

    /// <summary>The colours of <see cref="Error"/>.</summary>
    public Paint ErrorPaint => Paint.For(ErrorIsTerminal, Variable);

    /// <summary>The process's own streams and environment.</summary>
    public static Terminal OfProcess()
    {
        // Whoever writes to Console holds its lock meanwhile: a log on a pipe that nobody reads would keep every other writer waiting.
        TextWriter error = StandardError();
        return new(new StreamWriter(OpenOutput(), bufferSize: 4096), new ErrorWriter(error), Environment.GetEnvironmentVariable)
        {
            Log = error,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }

    /// <summary>A stderr that may be closed, or whose reader may have gone: then there is nobody to tell, and the exit code says
    /// it.</summary>
    private sealed class ErrorWriter(TextWriter output) : TextWriter
    {
        public override System.Text.Encoding Encoding => output.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(ReadOnlySpan<char> buffer)
        {
            try
            {
                output.Write(buffer);
                output.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // Nobody reads it.
            }
        }

        public override void WriteLine(string? value) => Write($"{value}\n");
    }

    private static TextWriter StandardError() =>
        // Closed, its number is some other descriptor's by now.
        FdInfo.IsInherited(2) ? new StreamWriter(StandardStream(2, Console.OpenStandardError), bufferSize: 4096) : TextWriter.Null;

    /// <summary>Stdout for bytes. What cannot be written is an <see cref="OutputException"/>, also where it was closed.</summary>
    public static Stream OpenOutput() =>
        new OutputStream(FdInfo.IsInherited(1) ? StandardStream(1, Console.OpenStandardOutput) : null);

    // Console swallows EPIPE, so `gpiohub mon … | head -1` would never end; a FileStream throws it. But a FileStream on a file keeps its
    // own position, and two processes that write to one redirection would overwrite each other.
    private static Stream StandardStream(int fd, Func<Stream> file)
    {
        var pipe = new FileStream(new SafeFileHandle(fd, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? file() : pipe;
    }
}
