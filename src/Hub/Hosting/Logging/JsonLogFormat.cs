using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Parsing;

namespace GpioHub.Hub.Hosting.Logging;

/// <summary>The JSON format of the log: an event is an object on a line, in Serilog's compact form with the message written out as
/// <c>@m</c> and every property beside it.</summary>
internal sealed class JsonLogFormat : ITextFormatter
{
    private readonly RenderedCompactJsonFormatter _compact = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var properties = logEvent.Properties.Select(property => new LogEventProperty(property.Key, property.Value));
        _compact.Format(new LogEvent(logEvent.Timestamp, logEvent.Level, logEvent.Exception, Unquoted(logEvent), properties), output);
    }

    /// <summary>The message without quotes. The compact form quotes strings inside a message; ours are words of a sentence.</summary>
    private static MessageTemplate Unquoted(LogEvent logEvent) => new(
        logEvent.MessageTemplate.Text,
        logEvent.MessageTemplate.Tokens.Select(token =>
            token is PropertyToken hole && logEvent.Properties.GetValueOrDefault(hole.PropertyName) is ScalarValue { Value: string }
                ? new PropertyToken(hole.PropertyName, hole.ToString(), "l")
                : token));
}
