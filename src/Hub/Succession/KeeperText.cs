namespace GpioHub.Hub.Succession;

/// <summary>The words between a keeper and its hubs. Upwards they are those of sd_notify(3), and a few of our own; downwards each message
/// is a word, then NAME=VALUE, one a line.</summary>
internal static class KeeperText
{
    // Environment of a kept process.
    public const string NotifySocket = "NOTIFY_SOCKET";
    public const string LineNumber = "GPIOHUB_KEEPER_FD";
    public const string Role = "GPIOHUB_KEPT_AS";
    public const string Standby = "standby";
    public const string Candidate = "candidate";
    public const string Hub = "hub";

    // Upwards, besides READY, RELOADING, STATUS, STOPPING, WATCHDOG, WATCHDOG_USEC, FDSTORE, FDSTOREREMOVE, FDNAME and FDPOLL.
    public const string Listens = "X_GPIOHUB_LISTENS";
    public const string Keep = "X_GPIOHUB_KEEP";
    public const string WantsStandby = "X_GPIOHUB_STANDBY";
    public const string StandsBy = "X_GPIOHUB_STANDS_BY";
    public const string Fits = "X_GPIOHUB_FITS";
    public const string Refuses = "X_GPIOHUB_REFUSES";
    public const string TakeOver = "X_GPIOHUB_TAKEOVER";
    public const string TakeBack = "X_GPIOHUB_BACK";
    public const string Reloaded = "X_GPIOHUB_RELOADED";
    public const string Parked = "X_GPIOHUB_PARKED";

    // Downwards.
    public const string Go = "GO";
    public const string Check = "CHECK";
    public const string Park = "PARK";
    public const string NoTakeover = "REFUSED";
    public const string State = "STATE";

    /// <summary>The value of a name in lines of NAME=VALUE; null = it is not there.</summary>
    public static string? Value(ReadOnlySpan<char> lines, string name)
    {
        foreach (var range in lines.Split('\n'))
        {
            var line = lines[range];
            if (line.Length > name.Length && line[name.Length] == '=' && line.StartsWith(name, StringComparison.Ordinal))
                return line[(name.Length + 1)..].ToString();
        }

        return null;
    }

    /// <summary>A number of our own making; 0 = it is not there.</summary>
    public static long Number(ReadOnlySpan<char> lines, string name) =>
        long.TryParse(Value(lines, name), System.Globalization.NumberStyles.AllowLeadingSign,
            System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : 0;

    /// <summary>A text as the value of one line.</summary>
    public static string OneLine(string text) => text.Replace('\n', ' ').Replace('\0', ' ');
}
