using Akka.Actor;

namespace GpioHub.Fuzz.Rings;

/// <summary>The mailboxes of a world without actors: what is told is handled later, in order.</summary>
internal sealed class Mailbox
{
    private readonly Queue<(MailRef To, object Message)> _mail = new();

    public void Add(MailRef to, object message) => _mail.Enqueue((to, message));

    public void Drain()
    {
        while (_mail.TryDequeue(out var mail)) mail.To.Handle(mail.Message);
    }

    public void Clear() => _mail.Clear();
}

/// <summary>An address in a <see cref="Mailbox"/>, for code that tells actors.</summary>
internal class MailRef(Mailbox mailbox, Action<object>? handle = null) : MinimalActorRef
{
    private static readonly ActorPath Nowhere = new RootActorPath(new Address("akka", "fuzz"));

    public override ActorPath Path => Nowhere;

    public override IActorRefProvider Provider => throw new NotSupportedException();

    public virtual void Handle(object message) => handle!(message);

    protected override void TellInternal(object message, IActorRef sender) => mailbox.Add(this, message);
}
