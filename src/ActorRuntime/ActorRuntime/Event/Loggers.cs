using Akka.Actor;
using Akka.Dispatch;

namespace Akka.Event;

public interface ILoggerMessageQueueSemantics : ISemantics { }

/// <summary>Writes log events to standard output.</summary>
public class DefaultLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent logEvent:
                StandardOut.Write(logEvent);
                return true;
            default:
                return false;
        }
    }
}

/// <summary>Where log events go before loggers are there and after they are gone.</summary>
internal static class StandardOut
{
    public static void Write(LogEvent logEvent)
    {
        try
        {
            Console.WriteLine(logEvent);
        }
        catch (FormatException)
        {
            Console.WriteLine($"[{logEvent.LogLevel().Label()}][{logEvent.LogSource}] {(logEvent.Message as LogMessage)?.Format}");
        }
    }
}

/// <summary>The ref that <see cref="StandardOut"/> subscribes with.</summary>
public class StandardOutLogger : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems"), "/StandardOutLogger");

    public override IActorRefProvider Provider => throw new NotSupportedException("This logger does not provide.");

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is LogEvent logEvent) StandardOut.Write(logEvent);
    }
}
