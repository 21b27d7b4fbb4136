using System.Text.RegularExpressions;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>Decides of a log event whether a test expects it.</summary>
public interface IEventFilter
{
    bool Apply(LogEvent logEvent);
}

/// <summary>What a text must be. Null parts match everything.</summary>
internal sealed record TextMatcher(string Message = null, string Start = null, string Contains = null, Regex Pattern = null)
{
    public bool Matches(string text) =>
        (Message is null || text == Message)
        && (Start is null || text.StartsWith(Start, StringComparison.Ordinal))
        && (Contains is null || text.Contains(Contains, StringComparison.Ordinal))
        && (Pattern is null || Pattern.IsMatch(text));

    public override string ToString() => Message ?? Start ?? Contains ?? Pattern?.ToString() ?? "anything";
}

/// <summary>A filter that counts what it has matched.</summary>
internal sealed class CountingFilter : IEventFilter
{
    private readonly Func<LogEvent, bool> _matches;
    private readonly string _description;
    private int _count;

    public CountingFilter(string description, Func<LogEvent, bool> matches)
    {
        _description = description;
        _matches = matches;
    }

    public int Count => Volatile.Read(ref _count);

    public static CountingFilter ForLevel(LogLevel level, TextMatcher text, string source) =>
        new($"{level} [{text}]", e => e.LogLevel() == level && IsFrom(e, source) && MatchesText(e, text));

    public static CountingFilter ForException(Type type, TextMatcher text, string source, bool checkInner) =>
        new($"{type.Name} [{text}]", e => e is Error && IsFrom(e, source) && Causes(e, checkInner).Any(type.IsInstanceOfType) && MatchesText(e, text));

    public static CountingFilter ForDeadLetter(Func<object, bool> matches, string source) =>
        new("DeadLetter", e => e is Warning { Message: DeadLetter d } && IsFrom(e, source) && matches(d.Message));

    public bool Apply(LogEvent logEvent)
    {
        if (!_matches(logEvent)) return false;
        Interlocked.Increment(ref _count);
        return true;
    }

    public void Reset() => Volatile.Write(ref _count, 0);

    public override string ToString() => _description;

    private static bool IsFrom(LogEvent logEvent, string source) =>
        source is null || logEvent.LogSource == source || Path(logEvent.LogSource) == Path(source);

    /// <summary>A source with the address of its system left out.</summary>
    private static string Path(string source) => Actor.ActorPath.TryParse(source, out var path) ? path.ToStringWithoutAddress() : source;

    private static bool MatchesText(LogEvent logEvent, TextMatcher text) =>
        text.Matches(logEvent.Message?.ToString() ?? "null") || (logEvent.Cause is { } cause && text.Matches(cause.Message));

    private static IEnumerable<Exception> Causes(LogEvent logEvent, bool checkInner)
    {
        for (var cause = logEvent.Cause; cause is not null; cause = checkInner ? cause.InnerException : null) yield return cause;
    }
}
