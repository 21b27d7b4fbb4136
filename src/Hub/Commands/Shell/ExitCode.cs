namespace GpioHub.Hub.Commands.Shell;

/// <summary>Exit codes of every verb. Source: IF-2.5, IF-3.11; docs/cli.md lists them for users.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NoHub = 3;
    public const int NotFound = 4;
    public const int Busy = 5;

    /// <summary>EX_CONFIG of sysexits.h: a service manager need not try again.</summary>
    public const int BadConfig = 78;

    /// <summary>As coreutils' timeout.</summary>
    public const int TimedOut = 124;

    /// <summary>The exit code for a status of the control API that is not a success.</summary>
    public static int Of(int httpStatus) => httpStatus switch
    {
        400 => Usage,
        404 => NotFound,
        409 => Busy,
        422 => BadConfig,
        504 => TimedOut,
        _ => Failed,
    };
}

/// <summary>An exception that ends a verb: its message goes to stderr behind "gpiohub: ".</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
