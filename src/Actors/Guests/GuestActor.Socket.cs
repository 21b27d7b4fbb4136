using GpioHub.Transports.VhostUser;
using static GpioHub.Actors.Guests.GuestProtocol;

namespace GpioHub.Actors.Guests;

/// <content>A socket whose path somebody removed, and that was made again.</content>
public sealed partial class GuestActor
{
    /// <summary>Listens at the new socket; a front-end that is connected goes on.</summary>
    private void ListenAgain(ListenAgain message)
    {
        if (!ReferenceEquals(_wiring.Endpoint, message.Instead) || _closer is not null)
        {
            message.Endpoint.Dispose();                                    // a reload has moved it meanwhile, or the hub ends
            return;
        }

        if (message.Instead.Listener is { } gone) _wiring.Reactor.Unwatch(gone);
        message.Instead.Dispose();
        ListenAt(message.Endpoint);
        Say(SessionLogLevel.Warning, $"somebody removed {_wiring.Plan.SocketPath}; it was made again");
    }
}
