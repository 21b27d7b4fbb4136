using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GpioHub.Hub.Links.Certificates;

/// <summary>Whether a certificate is that of a host of the rig. Everything that keeps strangers out hangs on this. Source: LK-15.</summary>
internal static class MemberCheck
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <param name="shown">null = none was shown.</param>
    /// <param name="ca">The rig's.</param>
    /// <param name="names">The hosts that it names; empty if it is refused.</param>
    /// <returns>Why it is none, for a person; null = it is one.</returns>
    public static string? Refusal(X509Certificate2? shown, X509Certificate2 ca, DateTimeOffset now, out IReadOnlyList<string> names)
    {
        names = [];
        if (shown is null) return "it shows no certificate";
        try
        {
            if (ChainRefusal(shown, ca, now) is { } why) return why;
            if (!IsForHosts(shown)) return "its certificate is not one of a host (gpiohub rig host makes those)";
            var found = shown.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(one => one.EnumerateDnsNames()).ToList();
            if (found.Count == 0) return "its certificate names no host";
            names = found;
            return null;
        }
        catch (CryptographicException)
        {
            return "its certificate cannot be read";
        }
    }

    private static string? ChainRefusal(X509Certificate2 shown, X509Certificate2 ca, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;     // whoever shows it would say what this host is to fetch
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        if (chain.Build(shown) && chain.ChainElements.Count == 2) return null;
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        const X509ChainStatusFlags Stranger = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot
            | X509ChainStatusFlags.NotSignatureValid;
        if ((status & Stranger) != 0 || chain.ChainElements.Count != 2) return "its certificate is not of this rig's CA";
        if ((status & X509ChainStatusFlags.NotTimeValid) == 0) return $"its certificate is refused: {status}";
        if (now < ca.NotBefore || now > ca.NotAfter) return $"the rig's CA is valid from {Day(ca.NotBefore)} to {Day(ca.NotAfter)}";
        return now < shown.NotBefore
            ? $"its certificate is valid from {Day(shown.NotBefore)} on; is a clock wrong?"
            : $"its certificate has ended on {Day(shown.NotAfter)}";
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>It says that it is no CA, and for both ends of a connection.</summary>
    private static bool IsForHosts(X509Certificate2 shown)
    {
        bool isCa = shown.Extensions.OfType<X509BasicConstraintsExtension>().Any(one => one.CertificateAuthority);
        string?[] uses = [.. shown.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(one => one.EnhancedKeyUsages.Cast<Oid>()).Select(use => use.Value)];
        return !isCa && uses.Contains(ServerAuthentication) && uses.Contains(ClientAuthentication);
    }
}
