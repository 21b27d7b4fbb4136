using System.Collections.Immutable;
using System.Text;

namespace GpioHub.Hub.Control.Requests;

/// <summary>The path of a request as segments, each percent-decoded exactly once.</summary>
/// <remarks>
/// It is taken from the raw target. ASP.NET Core decodes everything but <c>%2F</c> in a path, so that a line named <c>a/b</c> would stay
/// encoded, and a line named <c>x%2Fy</c> would be decoded twice. Source: IF-3.2.
/// </remarks>
internal sealed record RequestTarget(ImmutableArray<string> Segments, string Query)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="rawTarget">As it stands in the request line: origin form, or absolute form (RFC 9112 §3.2).</param>
    /// <exception cref="ProblemException">400: not a path, or an escape that is no hexadecimal UTF-8.</exception>
    public static RequestTarget Parse(string rawTarget)
    {
        string path = WithoutAuthority(rawTarget);
        int query = path.IndexOf('?', StringComparison.Ordinal);
        string segments = query < 0 ? path : path[..query];
        if (!segments.StartsWith('/')) throw ProblemException.Malformed($"\"{rawTarget}\" is no path");

        return new RequestTarget(
            [.. segments[1..].Split('/').Select(Decode)],
            query < 0 ? "" : path[query..]);
    }

    /// <summary>Decodes %XX once; <c>+</c> is a plus.</summary>
    public static string Decode(string segment)
    {
        if (!segment.Contains('%', StringComparison.Ordinal)) return segment;

        byte[] bytes = Encoding.UTF8.GetBytes(segment);
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte next = bytes[i];
            if (next == '%')
            {
                if (i + 2 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[i + 1]) || !char.IsAsciiHexDigit((char)bytes[i + 2]))
                {
                    throw ProblemException.Malformed($"\"{segment}\": % needs two hexadecimal digits after it");
                }

                next = (byte)((Convert.ToInt32(((char)bytes[i + 1]).ToString(), 16) << 4)
                    | Convert.ToInt32(((char)bytes[i + 2]).ToString(), 16));
                i += 2;
            }

            bytes[length++] = next;
        }

        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw ProblemException.Malformed($"\"{segment}\" is not UTF-8 once decoded");
        }
    }

    private static string WithoutAuthority(string rawTarget)
    {
        int scheme = rawTarget.IndexOf("://", StringComparison.Ordinal);
        if (rawTarget.StartsWith('/') || scheme < 0) return rawTarget;

        int path = rawTarget.IndexOf('/', scheme + 3);
        return path < 0 ? "/" : rawTarget[path..];
    }
}
