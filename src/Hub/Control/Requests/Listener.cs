using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GpioHub.Hub.Control.Requests;

/// <summary>The listener that a connection came to. It decides what a request may do, and by which names it may call the hub.</summary>
/// <param name="Tcp">Where it listens; null = a Unix socket.</param>
internal sealed record Listener(IPEndPoint? Tcp)
{
    public static readonly Listener ControlSocket = new((IPEndPoint?)null);

    /// <summary>Whoever connects is on this machine, or comes through somebody's tunnel.</summary>
    public bool IsLocal => Tcp is null || IPAddress.IsLoopback(Tcp.Address);

    /// <summary>The listener of a request. Each listener writes itself onto its connections (<c>HubHost</c>).</summary>
    public static Listener Of(HttpContext http) => http.Features.GetRequiredFeature<Listener>();
}
