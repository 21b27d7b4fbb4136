using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GpioHub.Hub.Links.Certificates;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Tests.Links;

/// <summary>A rig's CA and certificates in a folder, as the verbs make them.</summary>
internal sealed class Pki : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _ca;

    public Pki(string rig = WiredHub.Rig, DateTimeOffset? now = null)
    {
        _ca = RigAuthority.Ca(rig, 10, now ?? DateTimeOffset.Now);
        File.WriteAllText(CaFile, _ca.ExportCertificatePem());
    }

    public string CaFile => Path.Combine(_folder.Path, "ca.pem");

    public X509Certificate2 Certificate(string host, DateTimeOffset? now = null, int days = 5) =>
        RigAuthority.Host(_ca, host, [], days, now ?? DateTimeOffset.Now);

    /// <summary>The files of a host.</summary>
    public LinkCertificates Files(string host, X509Certificate2? certificate = null)
    {
        string path = Path.Combine(_folder.Path, $"{Guid.NewGuid():n}.pem");
        using var own = certificate ?? Certificate(host);
        File.WriteAllText(path, $"{own.ExportCertificatePem()}\n{own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
        return new LinkCertificates(CaFile, path);
    }

    /// <summary>A certificate with that name that no CA has signed.</summary>
    public static X509Certificate2 SelfSigned(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        return request.CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(1));
    }

    public void Dispose()
    {
        _ca.Dispose();
        _folder.Dispose();
    }
}
