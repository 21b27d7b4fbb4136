using GpioHub.Hub.Links.Certificates;
using GpioHub.Rules.Plan;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Links;

/// <summary>What the hub's log says of links' connections.</summary>
internal static partial class LinkLog
{
    private static readonly TimeSpan SoonIs = TimeSpan.FromDays(30);

    /// <summary>Tells when this host's certificate ends, if that is soon.</summary>
    public static void CertificateUntil(ILogger log, HostCertificate certificate)
    {
        var ends = new DateTimeOffset(certificate.Own.NotAfter);
        if (ends - DateTimeOffset.Now < SoonIs) CertificateEnds(log, certificate.File, ends);
    }

    [LoggerMessage(1601, LogLevel.Warning, "no hub of another host can connect: {Listen}: {Why}; it is tried again")]
    public static partial void CannotListen(ILogger log, HostAddress listen, string why);

    [LoggerMessage(1602, LogLevel.Information, "listens for other hosts on {Listen}")]
    public static partial void Listens(ILogger log, HostAddress listen);

    [LoggerMessage(1603, LogLevel.Information, "{Host} is not reached at {Address}: {Why}; it is tried again")]
    public static partial void NotReached(ILogger log, string host, HostAddress address, string why);

    [LoggerMessage(1605, LogLevel.Warning, "connections to other hosts stay as they were: {Why}")]
    public static partial void NotTaken(ILogger log, string why);

    [LoggerMessage(1604, LogLevel.Warning, "{File} is valid until {Ends:yyyy-MM-dd} only: gpiohub rig host makes another")]
    private static partial void CertificateEnds(ILogger log, string file, DateTimeOffset ends);
}
