using System.Globalization;

namespace GpioHub.Configuration;

/// <summary>The facts about this process and its environment that decide where sockets are.</summary>
/// <param name="UserId">Effective user id.</param>
/// <param name="RuntimeFolder"><c>$XDG_RUNTIME_DIR</c>; null or relative = not set (XDG Base Directory Specification).</param>
/// <param name="ServiceFolder"><c>$RUNTIME_DIRECTORY</c>, which systemd sets where a unit has RuntimeDirectory=; null = not set.</param>
public sealed record HostIdentity(uint UserId, string? RuntimeFolder, string? ServiceFolder = null)
{
    /// <summary>Names the host in a rig of several hosts, in place of the machine's own name.</summary>
    public const string HostVariable = "GPIOHUB_HOST";

    /// <summary>The host's name in a rig of several hosts, unless the file says it: what was asked for, else the machine's.</summary>
    public string Name
    {
        get => field ?? (Environment.GetEnvironmentVariable(HostVariable) is { Length: > 0 } name ? name : Environment.MachineName);
        init;
    }

    /// <summary>A file for all hosts is read for whichever host it has, if this one is not among them: to look at it, not to
    /// run.</summary>
    public bool IsAnyHost { get; init; }

    /// <summary>root's folder of sockets.</summary>
    public const string SystemFolder = "/run/gpiohub";

    /// <summary>The identity of this process.</summary>
    public static HostIdentity Current { get; } = new(
        EffectiveUserId(), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY"));

    /// <summary>The folder of sockets unless <c>hub.sockets</c> names one. Source: IF-1.6.</summary>
    public string DefaultSocketFolder => this switch
    {
        { ServiceFolder: { Length: > 0 } folders } => folders.Split(':')[0],
        { UserId: 0 } => SystemFolder,
        { RuntimeFolder: { } folder } when Path.IsPathRooted(folder) => Path.Combine(folder, "gpiohub"),
        _ => string.Create(CultureInfo.InvariantCulture, $"/tmp/gpiohub-{UserId}"),
    };

    /// <summary>From proc(5): <c>Uid: real effective saved filesystem</c>.</summary>
    private static uint EffectiveUserId()
    {
        string uids = File.ReadLines("/proc/self/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal));
        return uint.Parse(uids.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture);
    }
}
