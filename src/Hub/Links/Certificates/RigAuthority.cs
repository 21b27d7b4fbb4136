using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GpioHub.Hub.Links.Certificates;

/// <summary>Makes a rig's CA, and certificates of its hosts: ECDSA on P-256.</summary>
internal static class RigAuthority
{
    /// <summary>How long a CA lasts unless somebody says otherwise.</summary>
    public const int CaDays = 3650;

    /// <summary>How long a host's certificate lasts unless somebody says otherwise.</summary>
    public const int HostDays = 825;

    /// <summary>The longest that may be asked for.</summary>
    public const int MostDays = 36_500;

    // Clocks of hosts differ.
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);

    /// <summary>A CA that signs certificates of hosts and nothing else.</summary>
    /// <param name="rig">The rig's name.</param>
    /// <returns>With its private key.</returns>
    public static X509Certificate2 Ca(string rig, int days, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={rig} CA, O=GpioHub rig"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Before, now.AddDays(days));
    }

    /// <summary>A host's certificate; it does not last longer than the CA.</summary>
    /// <param name="ca">With its private key.</param>
    /// <param name="host">Its name in the rig.</param>
    /// <param name="addresses">Names and numeric addresses by which other programs may reach it; hubs look at its name alone.</param>
    /// <returns>With its private key.</returns>
    public static X509Certificate2 Host(X509Certificate2 ca, string host, IEnumerable<string> addresses, int days, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={host}, O=GpioHub rig"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        foreach (string address in addresses)
            if (IPAddress.TryParse(address, out var numeric)) names.AddIpAddress(numeric);
            else if (!address.Equals(host, StringComparison.OrdinalIgnoreCase)) names.AddDnsName(address);
        request.CertificateExtensions.Add(names.Build());

        DateTimeOffset begin = now - Before, end = now.AddDays(days), first = new(ca.NotBefore), last = new(ca.NotAfter);
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        using var signed = request.Create(ca, begin > first ? begin : first, end < last ? end : last, serial);
        return signed.CopyWithPrivateKey(key);
    }
}
