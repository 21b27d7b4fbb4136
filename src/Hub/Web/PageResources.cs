using System.Collections.Immutable;
using GpioHub.Hub.Control.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GpioHub.Hub.Web;

/// <summary>The resources <c>/</c> and <c>/web/…</c>: the page, for whoever may open this listener. It says nothing of the rig: what it
/// shows it asks <c>/v1</c> for, with the token of its URL. Source: IF-5.1.</summary>
internal static class PageResources
{
    /// <summary>Scripts, styles and requests of this origin alone, and no HTML out of text but lit-html's own templates.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

    public static IEnumerable<Resource> All =>
    [
        new("GET", "", (http, _) => SendAsync(http, "web/index.html"), Open: true),
        new("GET", "web/*", SendAsync, Open: true),
        new("GET", "web/*/*", SendAsync, Open: true),
    ];

    private static Task SendAsync(HttpContext http, ImmutableArray<string> names) => SendAsync(http, $"web/{string.Join('/', names)}");

    /// <summary>Answers with one file of the page.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public static async Task SendAsync(HttpContext http, string path)
    {
        if (!PageFiles.All.TryGetValue(path, out var file))
        {
            throw new ProblemException(404, ProblemCode.NotFound, PageFiles.Any
                ? $"no file {path}; the page is /, and the API begins at /v1/hub"
                : "this hub has no page: it was built without npm; the API begins at /v1/hub");
        }

        bool packed = Takes(http.Request.Headers.AcceptEncoding, "gzip");
        string tag = packed ? $"\"{file.Tag}-gzip\"" : $"\"{file.Tag}\"";
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";      // kept, and asked for again each time: the next version has another tag
        headers.Vary = "Accept-Encoding";
        headers.ETag = tag;
        if (Takes(http.Request.Headers.IfNoneMatch, tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        byte[] body = packed ? file.Packed : file.Body;
        if (packed) headers.ContentEncoding = "gzip";
        http.Response.ContentType = file.MediaType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static bool Takes(StringValues header, string item) =>
        header.SelectMany(value => (value ?? "").Split(',')).Any(part => part.Split(';')[0].Trim() == item);
}
