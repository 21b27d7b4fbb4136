using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GpioHub.Hub.Control.Wire;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Reads bodies and writes answers of known length.</summary>
internal static class Answer
{
    public static async Task JsonAsync<T>(
        HttpContext http, T document, JsonTypeInfo<T> type, int status = 200, string mediaType = "application/json")
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(document, type);
        await BytesAsync(http, body, status, mediaType);
    }

    /// <summary>Plain text exactly as given: no newline is added, since labgrid compares the whole body.</summary>
    public static Task TextAsync(HttpContext http, string text, int status = 200) =>
        BytesAsync(http, Encoding.UTF8.GetBytes(text), status, "text/plain; charset=utf-8");

    /// <summary>Bytes as they are; or, if they are many and the client takes that, compressed.</summary>
    public static async Task BytesAsync(HttpContext http, ReadOnlyMemory<byte> body, string mediaType)
    {
        if (body.Length < ControlLimits.CompressedFromBytes || !TakesGzip(http.Request))
        {
            await BytesAsync(http, body, 200, mediaType);
            return;
        }

        http.Response.ContentType = mediaType;
        http.Response.Headers.ContentEncoding = "gzip";
        byte[] compressed = await Task.Factory.StartNew(
            () => Gzip(body.Span), http.RequestAborted, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        http.Response.ContentLength = compressed.Length;
        await http.Response.Body.WriteAsync(compressed, http.RequestAborted);
    }

    /// <summary>Writes a refusal instead of an answer.</summary>
    public static async Task RefuseAsync(HttpContext http, ProblemException problem)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();     // half an answer must not look like a whole one
            return;
        }

        http.Response.Clear();
        SafetyHeaders.Add(http.Response);
        if (problem.Allow is { } allow) http.Response.Headers.Allow = allow;
        // Not Basic: a browser would ask for it, keep it, and show it for other pages' requests too.
        if (problem.Status == 401) http.Response.Headers.WWWAuthenticate = "Bearer realm=\"gpiohub\"";
        await JsonAsync(http, problem.ToDocument(), WireJson.Readable.ProblemDocument, problem.Status, "application/problem+json");
    }

    public static void NoContent(HttpContext http) => http.Response.StatusCode = StatusCodes.Status204NoContent;

    /// <summary>The whole body as text; Kestrel enforces <see cref="ControlLimits.MaxBodyBytes"/>.</summary>
    public static async Task<string> BodyAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        try
        {
            return await reader.ReadToEndAsync(http.RequestAborted);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // Kestrel says so of a chunk's size that fits no number.
            throw ProblemException.Malformed($"the body cannot be read: {e.Message}");
        }
    }

    /// <summary>Whether the client asks for <paramref name="mediaType"/> by name (a wildcard does not count).</summary>
    public static bool Accepts(HttpContext http, string mediaType) =>
        http.Request.Headers.Accept.SelectMany(value => (value ?? "").Split(','))
            .Any(range => string.Equals(range.Split(';')[0].Trim(), mediaType, StringComparison.OrdinalIgnoreCase));

    /// <summary>Compresses. On a thread of its own, because the C library keeps what the compressor has had for the thread that ran it, and
    /// gives it to the next thread that begins; on threads of the pool it would be kept for each of them, 20 MB together.</summary>
    private static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return compressed.ToArray();
    }

    /// <summary>Whether gzip is named without a quality of 0.</summary>
    private static bool TakesGzip(HttpRequest request) => request.GetTypedHeaders().AcceptEncoding
        .Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality != 0);

    public static async Task BytesAsync(HttpContext http, ReadOnlyMemory<byte> body, int status, string mediaType)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = mediaType;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
