using Akka.Actor;

namespace Akka.Event;

/// <summary>Not worth a line in the log if it cannot be delivered.</summary>
public interface IDeadLetterSuppression { }

/// <summary>A message that reached nobody.</summary>
public abstract class AllDeadLetters : IWrappedMessage
{
    protected AllDeadLetters(object message, IActorRef sender, IActorRef recipient)
    {
        Message = message;
        Sender = sender;
        Recipient = recipient;
    }

    public object Message { get; }

    public IActorRef Sender { get; }

    public IActorRef Recipient { get; }

    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}

/// <summary>The receiver was gone.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    public DeadLetter(object message, IActorRef sender, IActorRef recipient) : base(message, sender, recipient)
    {
        ArgumentNullException.ThrowIfNull(sender, "DeadLetter sender may not be null");
        ArgumentNullException.ThrowIfNull(recipient, "DeadLetter recipient may not be null");
    }
}

public sealed class SuppressedDeadLetter : AllDeadLetters
{
    public SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef sender, IActorRef recipient) : base(message, sender, recipient) { }
}

public sealed class Dropped : AllDeadLetters
{
    public Dropped(object message, string reason, IActorRef sender, IActorRef recipient) : base(message, sender, recipient) => Reason = reason;

    public Dropped(object message, string reason, IActorRef recipient) : this(message, reason, ActorRefs.NoSender, recipient) { }

    public string Reason { get; }
}

/// <summary>The receiver's behaviour did not take it.</summary>
public sealed class UnhandledMessage : AllDeadLetters
{
    public UnhandledMessage(object message, IActorRef sender, IActorRef recipient) : base(message, sender, recipient) { }
}

/// <summary>Logs dead letters, the first so many of them (<c>akka.log-dead-letters</c>), then is silent for five minutes.</summary>
internal sealed class DeadLetterListener : UntypedActor
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    private readonly int _limit;
    private int _count;
    private DateTime _silentUntil;

    /// <param name="limit">dead letters; <see cref="int.MaxValue"/>: all</param>
    public DeadLetterListener(int limit) => _limit = limit;

    protected override void PreStart()
    {
        foreach (var type in new[] { typeof(DeadLetter), typeof(Dropped), typeof(UnhandledMessage) })
            Context.System.EventStream.Subscribe(Self, type);
    }

    protected override void PreRestart(Exception reason, object message) { }

    protected override void PostRestart(Exception reason) { }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        if (message is not AllDeadLetters { Message: not IDeadLetterSuppression } letter) return;

        _count++;
        if (_count <= _limit || _limit == int.MaxValue)
        {
            bool last = _count == _limit && _limit != int.MaxValue;
            if (last) _silentUntil = DateTime.UtcNow + Silence;
            Log(letter, last ? $", no more dead letters will be logged in next [{Silence}]" : "");
        }
        else if (DateTime.UtcNow > _silentUntil)
        {
            Log(letter, $", of which {_count - _limit - 1} were not logged. The counter will be reset now");
            _count = 0;
        }
    }

    private void Log(AllDeadLetters letter, string more)
    {
        string type = letter.Message.GetType().Name;
        string origin = IsReal(letter.Sender) ? $" from {letter.Sender}" : "";
        string fate = letter switch
        {
            Dropped d => $"to {d.Recipient} was dropped. {d.Reason}",
            UnhandledMessage u => $"to {u.Recipient} was unhandled",
            _ => $"to {letter.Recipient} was not delivered",
        };
        string text = $"Message [{type}]{origin} {fate}. [{_count}] dead letters encountered{more}. Message content: {letter.Message}";
        Context.System.EventStream.Publish(new Info(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), text));
    }

    private static bool IsReal(IActorRef sender) => sender is not null and not DeadLetterActorRef;
}
