using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace GpioHub.Hub.Hosting.Logging;

/// <summary>The hub's log: Serilog, a line per event. Actors, host and API write to it; each event has its subject as a property.</summary>
internal static class HubLogging
{
    /// <param name="output">Where lines go: stderr (VU-56).</param>
    /// <param name="verbose">Debug events too: one per request of a guest.</param>
    /// <returns>The logger; the caller, or the host that gets it, disposes it.</returns>
    public static Logger To(TextWriter output, LogForm form, bool verbose) => new LoggerConfiguration()
        .MinimumLevel.Is(verbose ? LogEventLevel.Debug : LogEventLevel.Information)
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        // the host logs what it then throws, with a stack; RunCommand says it once, in a line
        .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LevelAlias.Off)
        .Filter.ByExcluding(IsAkkasOwn)
        .Enrich.FromLogContext()
        .Enrich.With<LogSubjects>()
        .WriteTo.Sink(new QueueSink(form == LogForm.Json ? new JsonLogFormat() : new LogFormat(), output))
        .CreateLogger();

    /// <summary>Akka.NET logs its own start, end and loggers, which does not help a user. Its warnings are written.</summary>
    private static bool IsAkkasOwn(LogEvent logEvent) =>
        logEvent.Level < LogEventLevel.Warning
        && logEvent.Properties.TryGetValue("LogSource", out var source)
        && !source.ToString().Contains("/user/", StringComparison.Ordinal);

    /// <summary>Writes each event whole, behind the others.</summary>
    private sealed class QueueSink(ITextFormatter format, TextWriter output) : ILogEventSink, IDisposable
    {
        private readonly LogQueue _queue = new(output, count => Written(format, Lost(count)));

        public void Emit(LogEvent logEvent) => _queue.Add(Written(format, logEvent));

        public void Dispose() => _queue.Dispose();

        private static string Written(ITextFormatter format, LogEvent logEvent)
        {
            using var line = new StringWriter();
            format.Format(logEvent, line);
            return line.ToString();
        }

        private static LogEvent Lost(long count) => new(
            DateTimeOffset.Now,
            LogEventLevel.Warning,
            exception: null,
            new MessageTemplateParser().Parse(LogQueue.Lost(count)),
            [new LogEventProperty(LogSubjects.Subject, new ScalarValue("log"))]);
    }
}

/// <summary>The forms of the log; the words of <c>run --log</c>.</summary>
internal enum LogForm
{
    /// <summary>For people: <see cref="LogFormat"/>.</summary>
    Text,

    /// <summary>For programs: an object a line, in Serilog's compact form with the message written out.</summary>
    Json,
}
