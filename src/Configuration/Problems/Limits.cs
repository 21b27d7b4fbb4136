namespace GpioHub.Configuration.Problems;

/// <summary>Bounds on what a file may ask for, so that no file can exhaust or stall the hub. All are ours, except where noted.</summary>
internal static class Limits
{
    /// <summary>Size of a file, bytes (IF-1.1).</summary>
    public const int FileBytes = 1 << 20;

    /// <summary>Lines of one guest or chip, chip lines of all simulated chips together, and guests.</summary>
    public const int Lines = 10_000;

    /// <summary>Guest lines of all guests together: 200 guests of 64 lines must fit (IF-1.1).</summary>
    public const int GuestLines = 20_000;

    /// <summary>Lines of a chip of another host: what one message of a link holds.</summary>
    public const int RemoteLines = Rules.Links.LinkMessage.MostLines;

    /// <summary>Hosts of a rig.</summary>
    public const int Hosts = 200;

    /// <summary>Lists and maps inside each other. The format itself needs 6.</summary>
    public const int Depth = 32;

    /// <summary>Values after aliases are expanded; a file of <see cref="FileBytes"/> cannot write more than half a million.</summary>
    public const int Values = 600_000;

    /// <summary>Characters of one scalar; the longest that is of use is a path.</summary>
    public const int ScalarLength = 1024;

    /// <summary>Problems reported of one file.</summary>
    public const int Problems = 500;

    /// <summary>Names compared to find those near to wrong ones; after that nothing is suggested. Ten thousand wrong names on a chip of ten
    /// thousand lines would take hours.</summary>
    public const int NamesCompared = 200_000;

    /// <summary>Files that <c>include</c> may bring in.</summary>
    public const int IncludedFiles = 100;

    /// <summary>Size of all files that <c>include</c> brings in together, bytes. A rig of 10,000 lines takes less than one MiB; a hundred
    /// files of one MiB each would use up the hub's memory at a reload.</summary>
    public const int IncludedBytes = 8 << 20;

    /// <summary>Tokens of <c>hub.tokens</c>: each request over TCP is compared with all of them.</summary>
    public const int Tokens = 64;

    /// <summary>Path of a Unix socket, bytes: sun_path without its terminator, unix(7).</summary>
    public const int SocketPathBytes = 107;

    /// <summary>Name of a line, bytes: what Linux' GPIO character device shows (VG-D-06).</summary>
    public const int LineNameBytes = 31;

    /// <summary>All names of a guest with their terminators, bytes: Linux allocates them in one piece (VG-D-06).</summary>
    public const int NameBlockBytes = 64 * 1024;

    /// <summary>Entries of a ring of QEMU 9 and later: the number of lines whose interrupts can be armed at once (VG-D-11).</summary>
    public const int SlotsBeforeWarning = 64;
}
