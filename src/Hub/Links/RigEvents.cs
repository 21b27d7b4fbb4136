using Akka.Actor;
using Akka.Remote;
using GpioHub.Hub.Links.Wire;

namespace GpioHub.Hub.Links;

/// <summary>Hears what Akka.Remote says of its connections, and keeps the last reason of each host.</summary>
internal sealed class RigEvents : ReceiveActor
{
    /// <param name="heard">Gets a host as addresses have it, and why it is not reached; null = it is.</param>
    public RigEvents(Action<string, string?> heard)
    {
        Receive<AssociatedEvent>(ev => Tell(ev.RemoteAddress, null));
        Receive<AssociationErrorEvent>(ev => Tell(ev.RemoteAddress, Reason(ev.Cause)));

        void Tell(Address address, string? why)
        {
            if (RigAddress.HostOf(address.Host) is { } host) heard(host, why);
        }
    }

    public static Props PropsFor(Action<string, string?> heard) => Props.Create<RigEvents>(heard);

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(AssociationEvent));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private static string Reason(Exception cause)
    {
        while ((cause as AggregateException)?.InnerException is { } one || (one = cause.InnerException) is not null) cause = one;
        // Akka.Remote writes its own name of the host behind the reason, or its transport's.
        string text = cause.Message.ReplaceLineEndings(" ");
        string[] names = [" rig.", " ssl.tcp://", " tcp://"];
        int at = names.Select(name => text.IndexOf(name, StringComparison.Ordinal)).Where(found => found > 0).DefaultIfEmpty(text.Length)
            .Min();
        return text[..at].TrimEnd('[', ' ', '.');
    }
}
