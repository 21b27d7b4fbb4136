namespace GpioHub.Hub.Succession;

/// <summary>Whether this process is to be a keeper, by its command line alone: it reads no configuration.</summary>
internal static class KeeperStart
{
    /// <summary>The hidden option of a hub that a keeper has started.</summary>
    public const string Kept = "--kept";

    /// <summary>The option of a hub that wants none.</summary>
    public const string NoKeep = "--no-keep";

    /// <summary>A hub that serves one guest for a program that manages it is not kept: that program looks after it.</summary>
    private const string Guest = "--guest";

    /// <param name="arguments">The command line.</param>
    public static bool IsFor(string[] arguments)
    {
        if (arguments.Length < 2 || arguments[0] != "run") return false;
        foreach (string argument in arguments)
        {
            if (argument is Kept or NoKeep or Guest or "--help" or "-h" or "-?" or "--print-capabilities") return false;
            if (argument.StartsWith($"{Guest}=", StringComparison.Ordinal) || argument.StartsWith($"{Guest}:", StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
