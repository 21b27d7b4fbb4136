using System.Collections.Immutable;
using GpioHub.Configuration.Naming;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Format;

/// <summary>Keys of a guest and of its lines. Source: IF-1.9, IF-1.10.</summary>
internal static class GuestFormat
{
    public static readonly Key<int> Line = new(
        "line", new IntegerKind(0, Limits.Lines - 1), "Number of the line in the guest. Default: the previous item's + 1, from 0.");

    public static readonly Key<Template> Name = new(
        "name", new RangeKind(RigFormat.LineName),
        "Name of the line in the guest; \"\" = none. Default: the name used in from. {a..b} makes a line of each number.");

    public static readonly Key<Template> From = new(
        "from", new RangeKind(new TextKind("an address such as bench/IGN")),
        "Chip line it stands for: CHIP/NAME or CHIP/OFFSET. Absent: a spare slot. {a..b} makes a line of each number.");

    public static readonly Key<LineAccess> Access = new(
        "access",
        new ChoiceKind<LineAccess>(("in", LineAccess.In), ("out", LineAccess.Out), ("inout", LineAccess.InOut)),
        "Which directions the guest may set.",
        "in");

    public static readonly Key<OnRelease> OnReleased = new(
        "onRelease",
        new ChoiceKind<OnRelease>(("input", OnRelease.Input), ("hold", OnRelease.Hold), ("low", OnRelease.Low), ("high", OnRelease.High)),
        "What the guest goes on driving after direction NONE, reset or disconnect; only with access out or inout.",
        "input");

    public static readonly Shape Mapping = new("mapping", "a line of a guest", Line, Name, From, Access, OnReleased)
    {
        BelowGuest = true,
        Elsewhere = ((string[])["bias", "activeLow", "drive", "debounce", "sample", "initial", "resolve", "control"])
            .ToDictionary(k => k, k => $"\"{k}\" is a setting of the chip's line, not of a guest's: set it under chips"),
    };

    public static readonly Key<ImmutableArray<Item<MapValues>>> Lines = new(
        "lines",
        new ListKind<MapValues>("a list of maps such as { name: IGN, from: bench/IGN }", new MapKind(Mapping)),
        "The lines of the guest's device; may be [].",
        required: true);

    public static readonly Key<int> Slots = new(
        "slots", new IntegerKind(1, Limits.Lines), "Number of lines of the guest's device (ngpio). Default: the last line's number + 1.");

    public static readonly Key<string> Socket = new(
        "socket", HubFormat.Path, "Path of the vhost-user socket, relative to this file. Default: <sockets>/<guest>.sock.");

    public static readonly Key<UnixFileMode> SocketMode = new("socketMode", new ModeKind(),
        "Mode of the socket, octal. Default: the hub's socketMode.");

    public static readonly Key<string> SocketGroup = new("socketGroup", HubFormat.Group,
        "Group of the socket. Default: the hub's socketGroup.");

    public static readonly Key<EarlyUnmask> EarlyUnmasked = new(
        "earlyUnmask",
        new ChoiceKind<EarlyUnmask>(("return", EarlyUnmask.Return), ("hold", EarlyUnmask.Hold)),
        "What becomes of a buffer that unmasks a disabled interrupt.",
        "return");

    public static readonly Key<TimeSpan?> WhenStopped = new(
        "whenStopped", new TimeKind("hold"),
        "How long the pins of a guest are held whose rings are stopped, if it may be paused; hold: until it goes on.", "10s");

    public static readonly Key<int> RequestsPerSecond = Limit("requestsPerSecond", "Most requests per second. Default: no limit.");

    public static readonly Key<int> InterruptsPerSecond = Limit("interruptsPerSecond", "Most interrupts per second. Default: no limit.");

    public static readonly Key<string> Host = new("host", HostsFormat.HostName, "The host on which the guest runs; for a file with hosts.");

    public static readonly Shape Guest = new(
        "guest", "a guest: one vhost-user socket, one virtio-gpio device",
        Lines, Slots, Socket, SocketMode, SocketGroup, EarlyUnmasked, WhenStopped, RequestsPerSecond, InterruptsPerSecond, Host)
    {
        BelowGuest = true,
    };

    private static Key<int> Limit(string name, string doc) =>
        new(name, new IntegerKind(1, 1_000_000_000), doc);
}
