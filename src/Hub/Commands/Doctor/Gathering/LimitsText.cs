using System.Globalization;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>The text of /proc/PID/limits.</summary>
internal static class LimitsText
{
    public const string OpenFiles = "Max open files", LockedMemory = "Max locked memory";

    /// <returns>The hard limit; long.MaxValue = none; null = the text does not say.</returns>
    public static long? Of(string? limits, string name)
    {
        string? line = limits?.Split('\n').FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal));
        string[] words = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words is not [_, var hard, ..] ? null
            : hard == "unlimited" ? long.MaxValue
            : long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
