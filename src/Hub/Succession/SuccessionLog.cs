using GpioHub.Transports.Records;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Succession;

/// <summary>The log messages of a hub that follows another. Event ids 1080…1099.</summary>
internal static partial class SuccessionLog
{
    private const double NsPerMs = 1_000_000;

    public static void Began(ILogger log, HubKeeping kept)
    {
        var words = kept.Words;
        if (words.Fresh is { } why) Fresh(log, why);
        else if (!kept.Keeping.IsSuccessor) return;
        else if (words.By == EndedBy.Takeover) TookOver(log, Gap(kept.GapNs));
        else WentOn(log, words.How.Length > 0 ? words.How : "a way that nobody knows", Gap(kept.GapNs));
    }

    [LoggerMessage(1083, LogLevel.Information, "{Name} of the hub before is given up: nobody has taken it over")]
    public static partial void GivenUp(ILogger log, string name);

    [LoggerMessage(1084, LogLevel.Warning, "the keeper has ended: this hub goes on until no guest is connected, and nothing outlives it")]
    public static partial void KeeperLost(ILogger log);

    [LoggerMessage(1085, LogLevel.Information, "gives its place to {Version}")]
    public static partial void GivesWay(ILogger log, string version);

    [LoggerMessage(1086, LogLevel.Warning, "no takeover: {Why}")]
    public static partial void TakeoverRefused(ILogger log, string why);

    [LoggerMessage(1080, LogLevel.Warning, "began anew: {Why}")]
    private static partial void Fresh(ILogger log, string why);

    [LoggerMessage(1081, LogLevel.Information, "took over between two turns of the hub before; nobody served for {Gap}")]
    private static partial void TookOver(ILogger log, string gap);

    [LoggerMessage(1082, LogLevel.Warning, "goes on with what the hub before has left, which ended by {How}; nobody served for {Gap}")]
    private static partial void WentOn(ILogger log, string how, string gap);

    private static string Gap(long? ns) => ns is { } known
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{known / NsPerMs:0.0} ms")
        : "a time that nobody knows";
}
