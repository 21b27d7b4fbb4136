using System.Net;
using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GpioHub.Hub.Control.Requests;

/// <summary>The listener that a connection came to. It decides what a request may do, and by which names it may call the hub.</summary>
/// <param name="Tcp">Where it listens; null = a Unix socket.</param>
/// <param name="Role">What whoever can connect may do; null = tokens say it.</param>
internal sealed record Listener(IPEndPoint? Tcp, ApiRole? Role)
{
    public static readonly Listener ControlSocket = new(null, ApiRole.Control);

    public static readonly Listener ViewSocket = new(null, ApiRole.View);

    /// <summary>Whoever connects is on this machine, or comes through somebody's tunnel.</summary>
    public bool IsLocal => Tcp is null || IPAddress.IsLoopback(Tcp.Address);

    public static Listener At(IPEndPoint tcp) => new(tcp, null);

    /// <summary>The listener of a request. Each listener writes itself onto its connections (<c>HubHost</c>).</summary>
    public static Listener Of(HttpContext http) => http.Features.GetRequiredFeature<Listener>();
}
