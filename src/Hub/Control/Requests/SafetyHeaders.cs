using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Headers of every answer that keep a browser from giving it to a page, from guessing what it is, and from keeping it.</summary>
/// <remarks>There is no <c>Access-Control-Allow-Origin</c>: no other origin is let in.</remarks>
internal static class SafetyHeaders
{
    public static void Add(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }
}
