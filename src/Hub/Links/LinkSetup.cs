using System.Globalization;
using GpioHub.Hub.Links.Certificates;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Links;

/// <summary>What a plan's links need of this host. It reads files.</summary>
internal static class LinkSetup
{
    private static readonly TimeSpan SoonIs = TimeSpan.FromDays(30);

    /// <returns>What this host shows to others, or null: the plan is without TLS.</returns>
    /// <exception cref="LinkSetupException">This host cannot be part of the rig as the plan says.</exception>
    public static HostCertificate? CertificateOf(LinksPlan plan)
    {
        if (plan.Certificates is null && !ListenAddress.IsLoopback(plan.Listen))
            throw new LinkSetupException($"rig.listen {plan.Listen}: whoever reaches it could drive the rig's lines; " +
                "give rig.ca and rig.certificate (gpiohub rig init makes them), or listen on 127.0.0.1");
        return plan.Certificates is { } files ? HostCertificate.Load(files, plan.Host) : null;
    }

    /// <summary>Says what would be wrong with the links of a plan if it came in force.</summary>
    /// <returns>Why it cannot; and what somebody may have to do soon. null = nothing.</returns>
    public static (string? Refusal, string? Warning) Look(LinksPlan plan)
    {
        try
        {
            return (null, CertificateOf(plan) is { } certificate ? EndsSoon(certificate) : null);
        }
        catch (LinkSetupException e)
        {
            return (e.Message, null);
        }
    }

    /// <summary>Says when a certificate ends, if that is soon or has been; null = it is not.</summary>
    public static string? EndsSoon(HostCertificate certificate)
    {
        var ends = new DateTimeOffset(certificate.Own.NotAfter);
        return ends - DateTimeOffset.Now < SoonIs
            ? string.Create(CultureInfo.InvariantCulture,
                $"{certificate.File} is valid until {ends:yyyy-MM-dd} only: gpiohub rig host makes another")
            : null;
    }
}
