using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Format;

/// <summary>Keys of a chip, by its driver. Source: IF-1.7.</summary>
internal static class ChipFormat
{
    /// <summary>The highest offset of a line; gpiochips stay far below.</summary>
    public const int LastOffset = 65_535;

    public static readonly Key<ChipDriverFormat> Driver = new(
        "driver",
        new ChoiceKind<ChipDriverFormat>([.. ChipDriverFormat.All.Select(driver => (driver.Name, driver))]),
        "What drives the chip: gpiochip (a Linux GPIO character device), remote (a chip of another host's hub) or sim (in memory).",
        required: true);

    public static readonly Key<int> Offset = new("offset", new IntegerKind(0, LastOffset), "Number of the line on its chip, from 0.");

    private static readonly TextKind AddressedLine = new("a line's name or offset");

    public static readonly Key<string> SharedLine = new("line", AddressedLine, "The line, by name or offset.", required: true);

    public static readonly Key<ControlAccess> SharedControl = new(
        "control", LineSettings.OfSim.Control.Of, "What hubs of other hosts may do with it. Default: as the line's own control says.");

    public static readonly Shape SharedShape = new(
        "sharedLine", "a line that other hosts may have, and what they may do with it", SharedLine, SharedControl);

    /// <summary>For a rig of several hosts that has a file each.</summary>
    public static readonly Key<Either<bool, ImmutableArray<Item<Either<string, MapValues>>>>> Share = new(
        "share",
        new EitherKind<bool, ImmutableArray<Item<Either<string, MapValues>>>>(
            new ChoiceKind<bool>(("all", true)),
            new ListKind<Either<string, MapValues>>(
                "a list of its lines", new EitherKind<string, MapValues>(AddressedLine, new MapKind(SharedShape)))),
        "What hubs of other hosts may have of the chip; with control: drive they may drive it. Default: nothing.");

    /// <summary>For a rig of several hosts that has one file.</summary>
    public static readonly Key<string> Host = new("host", HostsFormat.HostName, "The host that has the chip; for a file with hosts.");

    public static readonly Key<string> SimName = new(
        "name",
        new TextKind("a name of at most 31 printable ASCII characters"),
        "Name of the line; {a..b} makes a line of each number.");

    private static readonly TextKind GpioChipLineName = new("a line's name", HubFormat.SomeText());

    public static readonly Key<string> GpioChipName = new(
        "name", GpioChipLineName, "With offset: another name for the line. Alone: the line that has this name.");

    public static readonly Shape SimLine = new("simLine", "a line of a simulated chip", [SimName, Offset, .. LineSettings.OfSim.Keys])
    {
        Elsewhere = GpioChipOnly("debounce", "sample"),
    };

    public static readonly Shape GpioChipLine = new(
        "gpiochipLine",
        "a line of a gpiochip that needs a setting or an alias",
        [Offset, GpioChipName, .. LineSettings.OfGpioChip.Keys, LineSettings.Debounce, LineSettings.Sample])
    {
        AtLeastOneOf = [Offset, GpioChipName],
    };

    public static readonly Key<Either<int, ImmutableArray<Item<Either<string, MapValues>>>>> SimLines = new(
        "lines",
        new EitherKind<int, ImmutableArray<Item<Either<string, MapValues>>>>(
            new IntegerKind(0, Limits.Lines),
            new ListKind<Either<string, MapValues>>("a list of lines",
                new EitherKind<string, MapValues>(new TextKind("a line's name"), new MapKind(SimLine)))),
        "The lines: how many, or a list of names and maps in the order of their offsets.",
        required: true);

    public static readonly Key<ImmutableArray<Item<Either<string, MapValues>>>> GpioChipLines = new(
        "lines",
        new ListKind<Either<string, MapValues>>(
            "a list of lines", new EitherKind<string, MapValues>(GpioChipLineName, new MapKind(GpioChipLine))),
        "Only the lines that need a setting or an alias.");

    public static readonly Key<string> Label = new("label", new TextKind("a label"), "The chip's label, as gpiodetect shows it.");

    public static readonly Key<string> DevicePath = new("path", HubFormat.Path,
        "The character device; a number such as /dev/gpiochip0 may change at any boot.");

    public static readonly Key<MapNode> Match = new(
        "match",
        new EntriesKind("a map of property: glob", null, [], schema => new TextKind("a glob").Schema(schema)),
        "Properties of the chip's device or its parents (udev, uevent; label too), each a glob; all must match.");

    public static readonly Key<IoPlace> Io = new(
        "io",
        new ChoiceKind<IoPlace>(("auto", IoPlace.Auto), ("inline", IoPlace.Inline), ("thread", IoPlace.Thread)),
        "Whether values are read and set on the reactor, on a thread, or as measured.",
        "auto");

    public static readonly Key<TimeSpan?> RestartMin = new("min", new TimeKind { Positive = true },
        "First pause before the chip is opened again.", "200ms");

    public static readonly Key<TimeSpan?> RestartMax = new("max", new TimeKind { Positive = true },
        "Longest pause; each is twice the one before.", "10s");

    public static readonly Shape RestartShape = new("restart", "pauses between attempts to open a chip", RestartMin, RestartMax);

    public static readonly Key<MapValues> Restart = new(
        "restart", new MapKind(RestartShape), "Pauses between attempts to open the chip.");

    public static readonly Shape Sim = new("simChip", "a simulated chip", [Driver, SimLines, .. LineSettings.OfSim.Keys, Share, Host])
    {
        Elsewhere = GpioChipOnly("label", "path", "match", "io", "restart", "debounce", "sample").And(RemoteOnly("hub", "chip")),
    };

    public static readonly Shape GpioChip = new(
        "gpiochip",
        "a Linux GPIO character device",
        [Driver, Label, DevicePath, Match, Io, Restart, GpioChipLines, .. LineSettings.OfGpioChip.Keys,
            LineSettings.Debounce, LineSettings.Sample, Share, Host])
    {
        ExactlyOneOf = [Label, DevicePath, Match],
        Elsewhere = RemoteOnly("hub", "chip"),
    };

    public static readonly Key<string> Hub = new(
        "hub", HostsFormat.HostName, "The host whose hub has the chip, one of hubs.", required: true);

    public static readonly Key<string> ChipThere = new(
        "chip", new TextKind("the id of a chip", HostsFormat.IdForm()), "The chip's id there. Default: as here.");

    private static readonly Dictionary<string, string> OwnersOnly =
        ((string[])["bias", "activeLow", "drive", "initial", "debounce", "sample"])
        .ToDictionary(k => k, k => $"\"{k}\" is a setting of the chip's line: set it in the file of the host that has the chip");

    public static readonly Shape RemoteLine = new(
        "remoteLine", "a line of a chip of another host that needs a setting or an alias",
        Offset, GpioChipName, LineSettings.OfRemote.Resolve, LineSettings.OfRemote.Control)
    {
        AtLeastOneOf = [Offset, GpioChipName],
        Elsewhere = OwnersOnly,
    };

    public static readonly Key<ImmutableArray<Item<Either<string, MapValues>>>> RemoteLines = new(
        "lines",
        new ListKind<Either<string, MapValues>>(
            "a list of lines", new EitherKind<string, MapValues>(GpioChipLineName, new MapKind(RemoteLine))),
        "Only the lines that need a setting or an alias, or that no guest has; what guests map is used anyway.");

    public static readonly Shape Remote = new(
        "remoteChip", "a chip of another host's hub",
        Driver, Hub, ChipThere, RemoteLines, LineSettings.OfRemote.Resolve, LineSettings.OfRemote.Control)
    {
        Elsewhere = OwnersOnly.And(GpioChipOnly("label", "path", "match", "io", "restart"))
            .And(new() { ["share"] = "\"share\" is for the hub that has the chip, not for one that uses it" }),
    };

    /// <summary>Schema of a chip whose driver decides which keys it has.</summary>
    public static JsonObject AnyChip(JsonSchema schema)
    {
        var made = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray(Driver.Name),
            ["properties"] = new JsonObject { [Driver.Name] = Driver.Kind.Schema(schema) },
        };
        Choose(made, ChipDriverFormat.All.Length - 1, schema);
        return made;
    }

    /// <summary>Adds the keys of that driver, if it is the one, or else those of the drivers before it.</summary>
    private static void Choose(JsonObject chip, int driver, JsonSchema schema)
    {
        var (name, shape) = ChipDriverFormat.All[driver];
        chip["if"] = new JsonObject { ["properties"] = new JsonObject { [Driver.Name] = new JsonObject { ["const"] = name } } };
        chip["then"] = schema.Reference(shape());
        JsonObject others = driver > 1 ? [] : schema.Reference(ChipDriverFormat.All[0].Shape());
        if (driver > 1) Choose(others, driver - 1, schema);
        chip["else"] = others;
    }

    private static Dictionary<string, string> And(this Dictionary<string, string> some, Dictionary<string, string> more) =>
        some.Concat(more).ToDictionary();

    private static Dictionary<string, string> RemoteOnly(params string[] keys) =>
        keys.ToDictionary(k => k, k => $"\"{k}\" is for driver remote only");

    private static Dictionary<string, string> GpioChipOnly(params string[] keys) =>
        keys.ToDictionary(k => k, k => $"\"{k}\" is for driver gpiochip only");
}
