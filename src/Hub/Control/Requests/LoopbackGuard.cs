using System.Net;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Refuses requests of web pages in a browser on this machine, on a TCP listener without tokens, loopback or not.</summary>
/// <remarks>
/// A wrong Host is DNS rebinding (a foreign name that resolves to 127.0.0.1). An Origin on a changing request is a page's script. The Unix
/// socket is guarded by its file mode instead. Source: IF-3.10.
/// </remarks>
internal static class LoopbackGuard
{
    private static readonly string[] Hosts = ["127.0.0.1", "localhost", "[::1]"];

    public static void Check(HttpContext http)
    {
        if (http.Connection.LocalIpAddress is null) return;     // the Unix socket

        var host = http.Request.Host;
        bool ours = Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase) && (host.Port ?? 80) == http.Connection.LocalPort;
        if (!ours)
        {
            throw new ProblemException(421, ProblemCode.Misdirected,
                $"Host \"{host}\" is not this hub; use {new IPEndPoint(http.Connection.LocalIpAddress, http.Connection.LocalPort)}");
        }

        bool changes = !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);
        if (changes && http.Request.Headers.Origin.Count > 0)
        {
            throw new ProblemException(403, ProblemCode.ForbiddenOrigin,
                $"{http.Request.Method} with an Origin ({http.Request.Headers.Origin}) is refused: web pages may not change lines");
        }
    }
}
