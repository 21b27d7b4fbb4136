using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Configuration.Format;

/// <summary>The top level of a rig file, and what its tables share. Source: IF-1; docs/configuration.md is the text for users.</summary>
internal static partial class RigFormat
{
    /// <summary>The pattern of ids of chips and guests (IF-1.2).</summary>
    public const string IdPattern = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";

    /// <summary>Printable 7-bit ASCII, as many bytes as Linux shows (VG-D-03, VG-D-06); empty = no name.</summary>
    public const string LineNamePattern = "[ -~]{0,31}";

    /// <summary>The guest ids that name the hub's own sockets.</summary>
    public static readonly ImmutableArray<string> ReservedGuests = ["control", "view"];

    public static readonly ScalarKind<string> LineName = new TextKind("a name of at most 31 printable ASCII characters", LineNameForm());

    // The text of a guest's id may be longer before its template is expanded.
    private const string GuestKeyPattern = "^[A-Za-z0-9{][A-Za-z0-9_.{}-]*$";

    public static readonly Key<int> Version = new("version", new IntegerKind(1, 1), "Version of this format.", "1");

    public static readonly Key<ImmutableArray<Item<string>>> Include = new(
        "include",
        new ListKind<string>("a list of globs", new TextKind("a glob")),
        "Further files, as globs relative to this file; they may hold chips, guests and buses only.");

    public static readonly Key<MapValues> Hub = new("hub", new MapKind(HubFormat.Shape), "Settings of the process itself.");

    public static readonly Key<MapValues> Recorder =
        new("recorder", new MapKind(RecorderFormat.Shape), "What the hub remembers of its lines.");

    public static readonly Key<MapNode> Chips = new(
        "chips",
        new EntriesKind("a map of chips", $"^{IdPattern}$", [], ChipFormat.AnyChip),
        "The chips, by id.");

    public static readonly Key<MapNode> Guests = new(
        "guests",
        new EntriesKind("a map of guests", GuestKeyPattern, [.. ReservedGuests], schema => schema.Reference(GuestFormat.Guest)),
        "The guests (virtual machines), by id; {a..b} in an id makes a guest of each number.");

    public static readonly Key<MapNode> Buses = new(
        "buses",
        new EntriesKind("a map of buses", $"^{IdPattern}$", [], BusFormat.Value.Schema),
        "Lines of chips that are one number, by the name that they have together.");

    public static readonly Shape Top = new(
        "rig", "A rig: chips, guests and which line is which.", Version, Include, Hub, Recorder, HostsFormat.RigKey, HostsFormat.Hubs,
        HostsFormat.Hosts, Chips, Guests, Buses);

    /// <summary>An included file.</summary>
    public static readonly Shape Included = new("included", "A part of a rig.", Version, Chips, Guests, Buses)
    {
        Elsewhere = ((string[])["hub", "recorder", "include", "rig", "hubs", "hosts"]).ToDictionary(
            key => key, key => $"an included file has chips, guests and buses only; \"{key}\" stands in the main file"),
    };

    [GeneratedRegex("^(?:" + LineNamePattern + ")\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LineNameForm();
}
