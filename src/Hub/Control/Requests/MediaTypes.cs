using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Requests;

/// <summary>The media types that a body may have.</summary>
/// <remarks>
/// A form of any web page can POST text/plain, application/x-www-form-urlencoded and multipart/form-data without asking first. So a POST
/// has another type. A PUT always asks first, and gets no answer that lets it pass. Source: IF-3.3, IF-3.9.
/// </remarks>
/// <param name="Accepted">The first is what a refusal proposes.</param>
/// <param name="MayBeMissing">A body without Content-Type is taken all the same.</param>
internal sealed record MediaTypes(string[] Accepted, bool MayBeMissing = false)
{
    public static readonly MediaTypes Json = new(["application/json"]);

    /// <summary>JSON is YAML too.</summary>
    public static readonly MediaTypes Yaml = new(["application/yaml", "application/json", "application/x-yaml", "text/yaml"]);

    /// <summary>A file as it is, or its text in JSON with everything else.</summary>
    public static readonly MediaTypes Vcd = new(["application/octet-stream", "application/json"]);

    /// <summary>The value of a line: labgrid sends no type, curl -d that of a form.</summary>
    public static readonly MediaTypes Value =
        new(["text/plain", "application/json", "application/x-www-form-urlencoded"], MayBeMissing: true);

    /// <exception cref="ProblemException">415.</exception>
    public void Require(HttpRequest request)
    {
        string type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (Accepted.Contains(type, StringComparer.OrdinalIgnoreCase)) return;
        if (type.Length == 0 && (MayBeMissing || !HasBody(request))) return;

        string sent = type.Length == 0 ? "a body without Content-Type" : $"Content-Type {type}";
        throw new ProblemException(415, ProblemCode.UnsupportedMediaType,
            $"{sent} is not understood here; send {string.Join(" or ", Accepted.Take(2))} (curl -H 'Content-Type: {Accepted[0]}')");
    }

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
}
