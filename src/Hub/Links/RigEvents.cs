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
        // Akka.Remote writes its own name of the host behind the reason.
        string text = cause.Message.ReplaceLineEndings(" ");
        int at = text.IndexOf(" rig.", StringComparison.Ordinal);
        return (at > 0 ? text[..at] : text).TrimEnd('[', ' ', '.');
    }
}
