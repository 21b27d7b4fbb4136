using GpioHub.Transports.Native;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>Where the hub keeps what outlives it: <c>$STATE_DIRECTORY</c> of systemd, else a folder of the user's.</summary>
/// <remarks>Source: IF-4.8.</remarks>
internal static class StateFolder
{
    /// <param name="variable">Reads an environment variable; null = not set.</param>
    /// <returns>null = there is none: a user without a home.</returns>
    public static string? Of(Func<string, string?> variable, uint userId)
    {
        if (variable("STATE_DIRECTORY") is { Length: > 0 } given) return given.Split(':')[0];
        if (userId == 0) return "/var/lib/gpiohub";
        if (variable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state)) return Path.Combine(state, "gpiohub");
        return variable("HOME") is { Length: > 0 } home && Path.IsPathRooted(home) ? Path.Combine(home, ".local/state/gpiohub") : null;
    }

    public static string? OfThisProcess => Of(Environment.GetEnvironmentVariable, Identity.EffectiveUserId);
}
