using System.Globalization;
using System.Threading.Channels;

namespace GpioHub.Hub.Hosting.Logging;

/// <summary>The way from whoever logs to the log's output: a bounded queue and a thread that writes.</summary>
/// <remarks>
/// Nobody waits for the output: it may be a pipe that nobody reads, and the hub has to go on, and to end, all the same.
/// Lines for which there is no room are lost; the next line that is written says how many. Any thread.
/// </remarks>
internal sealed class LogQueue : IDisposable
{
    /// <summary>Lines that wait at most: our limit.</summary>
    public const int Capacity = 4_096;

    /// <summary>How long the end waits for an output that is slow.</summary>
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly TextWriter _output;
    private readonly Func<long, string> _lost;
    private readonly Thread _writer;
    private long _lostLines;

    /// <param name="output">Gets whole lines; its exceptions end the log and nothing else.</param>
    /// <param name="lost">Makes the line that tells of so many lost ones.</param>
    public LogQueue(TextWriter output, Func<long, string> lost)
    {
        (_output, _lost) = (output, lost);
        _writer = new Thread(Write) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>Hands a line over, with its end. Never waits.</summary>
    public void Add(string line)
    {
        if (!_lines.Writer.TryWrite(line)) Interlocked.Increment(ref _lostLines);
    }

    /// <summary>Waits a moment for what has been handed over to be written.</summary>
    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _writer.Join(EndTime);
    }

    /// <summary>The text that tells of lost lines.</summary>
    public static string Lost(long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} lines of the log were lost: its output did not take them in time");

    private void Write()
    {
        try
        {
            while (_lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult()) WriteWaiting();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The output is gone (closed), and with it whom one could tell.
        }
    }

    private void WriteWaiting()
    {
        long inHand = 0, toTell = 0;
        try
        {
            while (_lines.Reader.TryRead(out string? line))
            {
                inHand++;
                toTell += Interlocked.Exchange(ref _lostLines, 0);
                if (toTell > 0) _output.Write(_lost(toTell));
                _output.Write(line);
                _output.Flush();
                (inHand, toTell) = (0, 0);
            }
        }
        catch (IOException)
        {
            // A full disk may have room again, and says so then.
            Interlocked.Add(ref _lostLines, inHand + toTell);
        }
    }
}
