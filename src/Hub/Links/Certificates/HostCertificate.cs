using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Links.Certificates;

/// <summary>This host's certificate with its key, and the rig's CA.</summary>
/// <param name="File">Where the certificate was read.</param>
internal sealed record HostCertificate(X509Certificate2 Own, X509Certificate2 Ca, string File)
{
    /// <param name="host">This host's name, which the certificate must have.</param>
    /// <exception cref="LinkSetupException">A file cannot be read, or is for something else. A certificate that has ended is read: the
    /// hub's guests need none.</exception>
    public static HostCertificate Load(LinkCertificates files, string host)
    {
        var ca = Read(files.Ca, () => X509CertificateLoader.LoadCertificateFromFile(files.Ca));
        var own = Read(files.Certificate, () => IsPem(files.Certificate)
            ? FromPem(System.IO.File.ReadAllText(files.Certificate))
            : X509CertificateLoader.LoadPkcs12FromFile(files.Certificate, password: null));
        if (!own.HasPrivateKey) throw new LinkSetupException($"{files.Certificate} has no private key");
        // Within its time: whether that is now is told by another message.
        string? why = MemberCheck.Refusal(own, ca, new DateTimeOffset(own.NotBefore), out var names);
        if (why is not null) throw new LinkSetupException($"{files.Certificate}: {why}");
        if (!names.Contains(host, StringComparer.OrdinalIgnoreCase))
            throw new LinkSetupException($"{files.Certificate} is the certificate of {string.Join(", ", names)}, and this host is {host}");
        return new HostCertificate(own, ca, files.Certificate);
    }

    private static X509Certificate2 FromPem(string text)
    {
        bool hasKey = text.Contains("PRIVATE KEY-----", StringComparison.Ordinal);
        return hasKey ? X509Certificate2.CreateFromPem(text, text) : X509Certificate2.CreateFromPem(text);
    }

    private static X509Certificate2 Read(string file, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            string why = System.IO.File.Exists(file) ? e.Message.ReplaceLineEndings(" ") : "no such file";
            throw new LinkSetupException($"{file}: {why}");
        }
    }

    private static bool IsPem(string file)
    {
        using var text = System.IO.File.OpenText(file);
        char[] begin = new char[11];
        return text.ReadBlock(begin) == begin.Length && begin.AsSpan().SequenceEqual("-----BEGIN ");
    }
}
