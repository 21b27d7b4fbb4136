using Akka.Event;

namespace Akka.TestKit;

/// <summary>Tells the listener of a filter, and of its end.</summary>
internal sealed record Mute(IReadOnlyList<IEventFilter> Filters);

internal sealed record Unmute(IReadOnlyList<IEventFilter> Filters);

/// <summary>The logger of tests: writes what no filter expects. Dead letters pass it as warnings.</summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<IEventFilter> _filters = [];

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger i:
                foreach (var type in new[] { typeof(Mute), typeof(Unmute), typeof(DeadLetter), typeof(UnhandledMessage) })
                    i.LoggingBus.Subscribe(Self, type);
                return base.Receive(message);
            case Mute m:
                _filters.AddRange(m.Filters);
                return true;
            case Unmute u:
                foreach (var filter in u.Filters) _filters.Remove(filter);
                return true;
            case LogEvent e:
                return IsExpected(e) || base.Receive(e);
            case DeadLetter d:
                var warning = new Warning(d.Recipient.Path.ToString(), d.Recipient.GetType(), d);
                return IsExpected(warning) || base.Receive(warning);
            case UnhandledMessage u:
                return base.Receive(new Debug(Context.System.Name, GetType(), u));
            default:
                return base.Receive(message);
        }
    }

    private bool IsExpected(LogEvent logEvent)
    {
        try
        {
            return _filters.Any(f => f.Apply(logEvent));
        }
        catch (FormatException)
        {
            return false; // a template that string.Format cannot read has no text to match
        }
    }
}
