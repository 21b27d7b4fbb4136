using System.IO.Compression;
using System.Security.Cryptography;

namespace GpioHub.Hub.Web;

/// <summary>One file of the page, as it is sent.</summary>
/// <param name="MediaType">With its charset.</param>
/// <param name="Body">As it stands.</param>
/// <param name="Packed">The same, gzip: the page may come through somebody's tunnel.</param>
/// <param name="Tag">Names this content: a browser that has it need not get it again.</param>
internal sealed record PageFile(string MediaType, byte[] Body, byte[] Packed, string Tag)
{
    public static PageFile Of(string name, Stream content)
    {
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        byte[] body = copy.ToArray();
        return new PageFile(TypeOf(name), body, Pack(body), Convert.ToHexStringLower(SHA256.HashData(body))[..16]);
    }

    private static byte[] Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(body);
        return packed.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new ArgumentException($"a page has no {other}", nameof(name)),
    };
}
