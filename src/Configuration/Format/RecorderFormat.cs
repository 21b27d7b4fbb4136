namespace GpioHub.Configuration.Format;

/// <summary>Keys of <c>recorder</c>. Source: IF-4.8.</summary>
internal static class RecorderFormat
{
    public static readonly Key<long> Memory = new(
        "memory", new MemoryKind(), "Memory for what happens on the lines, 16 bytes an event: 1MiB to 1GiB, or off.", "16MiB");

    public static readonly Key<bool> Dumps = new(
        "dumps", new BooleanKind(), "Keep a recording when a chip fails or somebody sends SIGUSR1.", "true");

    public static readonly Key<bool> Contentions = new(
        "contentions", new BooleanKind(), "With dumps: keep one too when one driver of an exclusive line keeps another from driving.",
        "false");

    public static readonly Key<string> Folder = new(
        "folder", HubFormat.Path, "Folder of these recordings, relative to this file. Default: " +
            "$STATE_DIRECTORY, else /var/lib/gpiohub for root, else $XDG_STATE_HOME/gpiohub or ~/.local/state/gpiohub.");

    public static readonly Shape Shape = new("recorder", "what the hub remembers of its lines", Memory, Dumps, Contentions, Folder);
}
