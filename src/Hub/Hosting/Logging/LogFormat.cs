using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace GpioHub.Hub.Hosting.Logging;

/// <summary>The text format of the log: <c>&lt;level&gt; &lt;guest or chip&gt;: what – what to do</c>. Source: IF-2.6.</summary>
internal sealed class LogFormat : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:l}");

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(Word(logEvent.Level));
        output.Write(' ');
        output.Write(logEvent.Properties[LogSubjects.Subject].ToString("l", null));
        output.Write(": ");
        using var message = new StringWriter();
        Message.Format(logEvent, message);
        // one event, one line: text of a guest or a client cannot forge another event
        output.WriteLine(message.ToString().ReplaceLineEndings(" "));
        if (logEvent.Exception is { } exception) output.WriteLine(exception);
    }

    private static string Word(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "info",
        LogEventLevel.Warning => "warn",
        _ => "error",
    };
}
