using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace GpioHub.Hub.Hosting;

/// <summary>The hub's log: Serilog, a line per event.</summary>
internal static class HubLogging
{
    /// <param name="output">Where lines go: stderr (VU-56).</param>
    /// <param name="verbose">Debug events too: one per request of a guest.</param>
    public static ILoggerProvider To(TextWriter output, bool verbose)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(verbose ? LogEventLevel.Debug : LogEventLevel.Information)
            .Enrich.FromLogContext()
            .WriteTo.Sink(new WriterSink(new LogFormat(), output))
            .CreateLogger();
        return new SerilogLoggerProvider(logger, dispose: true);
    }

    /// <summary>Writes one event at a time, whole.</summary>
    private sealed class WriterSink(ITextFormatter format, TextWriter output) : ILogEventSink
    {
        private readonly Lock _lock = new();

        public void Emit(LogEvent logEvent)
        {
            using var line = new StringWriter();
            format.Format(logEvent, line);
            lock (_lock)
            {
                output.Write(line.ToString());
                output.Flush();
            }
        }
    }
}
