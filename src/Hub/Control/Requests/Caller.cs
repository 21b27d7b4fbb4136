using System.Globalization;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Who is at the other end of a connection, as far as this machine knows. Each listener writes it onto its connections.</summary>
/// <param name="Text"><c>uid 1000 pid 4711 (curl)</c>, or an address. Of a tunnel it is the tunnel's process.</param>
internal sealed record Caller(string Text)
{
    private static readonly Caller Unknown = new("unknown");

    /// <summary>Who has just connected.</summary>
    public static Caller Of(BaseConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket }
            && PeerCredentials.TryOf(socket.SafeHandle) is { } peer)
        {
            return new Caller(string.Create(CultureInfo.InvariantCulture, $"uid {peer.UserId} pid {peer.ProcessId} ({peer.ProcessName})"));
        }

        return connection.RemoteEndPoint?.ToString() is { Length: > 0 } address ? new Caller(address) : Unknown;
    }

    /// <summary>Who sends a request, with the name of the token that it shows; never the token.</summary>
    public static string Of(HttpContext http, TokenPlan? token)
    {
        string peer = (http.Features.Get<Caller>() ?? Unknown).Text;
        return token is null ? peer : $"token {token.Name} from {peer}";
    }
}
