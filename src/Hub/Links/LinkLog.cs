using GpioHub.Rules.Plan;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Links;

/// <summary>What the hub's log says of links' connections.</summary>
internal static partial class LinkLog
{
    [LoggerMessage(1601, LogLevel.Warning, "no hub of another host can connect: {Listen}: {Why}; it is tried again")]
    public static partial void CannotListen(ILogger log, HostAddress listen, string why);

    [LoggerMessage(1602, LogLevel.Information, "listens for other hosts on {Listen}")]
    public static partial void Listens(ILogger log, HostAddress listen);

    [LoggerMessage(1603, LogLevel.Information, "{Host} is not reached at {Address}: {Why}; it is tried again")]
    public static partial void NotReached(ILogger log, string host, HostAddress address, string why);

    [LoggerMessage(1605, LogLevel.Warning, "connections to other hosts stay as they were: {Why}")]
    public static partial void NotTaken(ILogger log, string why);

    [LoggerMessage(1606, LogLevel.Warning, "no other host is reached: {Why}; once that is mended, gpiohub reload connects")]
    public static partial void NoFiles(ILogger log, string why);

    [LoggerMessage(1604, LogLevel.Warning, "{Warning}")]
    public static partial void CertificateEnds(ILogger log, string warning);
}
