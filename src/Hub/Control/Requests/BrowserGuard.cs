using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Refuses requests that a web page makes a browser send, on every listener.</summary>
/// <remarks>
/// A Unix socket is no exception: <c>ssh -L 8421:/run/gpiohub/control.sock rig</c> puts it on a port of a laptop, where a browser runs. A
/// Host that is not ours is DNS rebinding. <c>Sec-Fetch-Site</c> and <c>Origin</c> are written by the browser, and no page can change or
/// drop them; programs send neither. Reading is refused as writing is: a stream of events is a GET. Source: IF-3.10.
/// </remarks>
internal static class BrowserGuard
{
    /// <param name="own">Further names of a listener that other machines reach.</param>
    /// <exception cref="ProblemException">421 or 403.</exception>
    public static void Check(HttpContext http, IEnumerable<string> own)
    {
        var headers = http.Request.Headers;
        var listener = Listener.Of(http);
        if (Refusal(http.Request.Method, headers.Host, headers.Origin, headers["Sec-Fetch-Site"],
            host => HostNames.Have(host, listener, own)) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Decides by the headers alone; one that is there twice is as good as its worst.</summary>
    /// <returns>null = served.</returns>
    public static ProblemException? Refusal(
        string method, StringValues host, StringValues origin, StringValues site, Func<string, bool> isOurs)
    {
        if (host is not [{ Length: > 0 } name] || !isOurs(name))
        {
            return new ProblemException(421, ProblemCode.Misdirected,
                $"Host \"{host}\" is not this hub; use localhost with any port, or a name of hub.httpNames");
        }

        if (origin.Any(value => !IsSame(value, name)))
        {
            return new ProblemException(403, ProblemCode.ForbiddenOrigin,
                $"{method} with the Origin {origin} is refused: web pages may neither read nor change lines");
        }

        return site.Any(value => value is not ("same-origin" or "none"))
            ? new ProblemException(403, ProblemCode.ForbiddenOrigin,
                $"{method} with Sec-Fetch-Site {site} is refused: web pages may neither read nor change lines")
            : null;
    }

    /// <summary>Whether an origin is that of a page that this host has served.</summary>
    private static bool IsSame(string? origin, string host) =>
        string.Equals(WithoutDefaultPort(origin ?? ""), $"http://{WithoutDefaultPort(host)}", StringComparison.OrdinalIgnoreCase);

    private static string WithoutDefaultPort(string authority) =>
        authority.EndsWith(":80", StringComparison.Ordinal) ? authority[..^":80".Length] : authority;
}
