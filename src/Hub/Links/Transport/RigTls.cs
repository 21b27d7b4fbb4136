using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace GpioHub.Hub.Links.Transport;

/// <summary>Which hosts somebody is who shows a certificate.</summary>
/// <param name="shown">null = none was.</param>
/// <param name="expected">Who is to be at the other end; null = it has connected.</param>
/// <param name="socket">The other end, for people.</param>
/// <returns>Their names; null = it is not let in.</returns>
internal delegate IReadOnlyList<string>? MemberCheckOf(X509Certificate2? shown, string? expected, string socket);

/// <summary>TLS as hubs speak it: each end shows a certificate. Any thread. Source: LK-15.</summary>
internal sealed class RigTls(X509Certificate2 own, X509Certificate2 ca, MemberCheckOf members)
{
    private readonly SslStreamCertificateContext _own =
        SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);

    /// <summary>Agrees with the other end, and finds out who it is. Waits for it.</summary>
    /// <param name="expected">The host that this one has connected to; null = the other has connected.</param>
    /// <param name="names">The hosts that the other end is.</param>
    /// <exception cref="AuthenticationException">They do not agree, or it is not let in.</exception>
    /// <exception cref="IOException">The connection has ended.</exception>
    public SslStream Agree(Stream inner, string? expected, string socket, out IReadOnlyList<string> names)
    {
        IReadOnlyList<string>? found = null;
        var tls = new SslStream(inner);
        if (expected is null)
            tls.AuthenticateAsServer(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = _own,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = IsMember,
                CertificateChainPolicy = Policy(),
                AllowRenegotiation = false,
                AllowTlsResume = false,                                    // a certificate that has been replaced would go on
            });
        else
            tls.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = "",                                           // the certificate is looked at for the host below
                ClientCertificateContext = _own,
                RemoteCertificateValidationCallback = IsMember,
                CertificateChainPolicy = Policy(),
                AllowRenegotiation = false,
                AllowTlsResume = false,
            });

        names = found ?? [];
        return tls;

        bool IsMember(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
            (found = members(shown as X509Certificate2, expected, socket)) is not null;
    }

    /// <summary>What is checked before members are: nothing is fetched for it.</summary>
    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(ca);
        return policy;
    }
}
