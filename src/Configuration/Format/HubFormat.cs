using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Format;

/// <summary>Keys of <c>hub</c>. Source: IF-1.6.</summary>
internal static partial class HubFormat
{
    private const int MostReactors = 64;

    private static readonly TimeSpan LongestWatchdog = TimeSpan.FromMinutes(10);

    public static readonly ScalarKind<string> Path = new TextKind("a path", SomeText());

    public static readonly ScalarKind<string> Group = new TextKind("a group's name or number", GroupForm());

    public static readonly Key<string> Sockets = new(
        "sockets", Path, "Folder of the sockets, relative to this file. Default: " +
            "$RUNTIME_DIRECTORY, else /run/gpiohub for root, else $XDG_RUNTIME_DIR/gpiohub, else /tmp/gpiohub-UID.");

    public static readonly Key<UnixFileMode> SocketMode = new("socketMode", new ModeKind(), "Mode of the guests' sockets, octal.", "0660");

    public static readonly Key<string> SocketGroup = new("socketGroup", Group,
        "Group of the guests' sockets: QEMU's. Default: the hub's own.");

    public static readonly Key<UnixFileMode> ControlMode = new("controlMode", new ModeKind(), "Mode of control.sock, octal.", "0600");

    public static readonly Key<string> ControlGroup = new("controlGroup", Group, "Group of control.sock. Default: the hub's own.");

    public static readonly Key<UnixFileMode> ViewMode = new(
        "viewMode", new ModeKind(), "Mode of view.sock, which only shows, octal.", "0660");

    public static readonly Key<string> ViewGroup = new("viewGroup", Group, "Group of view.sock. Default: the hub's own.");

    public static readonly Key<IPEndPoint?> Http = new(
        "http", new EndpointKind(),
        "Address of the control API over TCP: 127.0.0.1:PORT or [::1]:PORT, which is read-only without tokens; others need tokens.", "off");

    public static readonly Key<ImmutableArray<Item<string>>> HttpNames = new(
        "httpNames",
        new ListKind<string>("a list of host names", new TextKind("a host name", HostNameForm())),
        "Names by which other machines call this one, besides its own name and addresses.");

    public static readonly Key<string> TokenName = new(
        "name", new TextKind("a name of 1–32 of A–Z a–z 0–9 _ . -", TokenNameForm()), "Name of the token, for people.", required: true);

    public static readonly Key<ApiRole> TokenRole = new(
        "role", new ChoiceKind<ApiRole>(("view", ApiRole.View), ("control", ApiRole.Control)),
        "What its holder may do: look, or everything.", required: true);

    public static readonly Key<string> TokenFile = new(
        "file", Path, "File with the secret, one line, relative to this file. Mode 0600.", required: true);

    public static readonly Shape Token = new("token", "a token for the control API over TCP", TokenName, TokenRole, TokenFile);

    public static readonly Key<ImmutableArray<Item<MapValues>>> Tokens = new(
        "tokens",
        new ListKind<MapValues>("a list of maps such as { name: ci, role: control, file: ci.token }", new MapKind(Token)),
        "Who may do what over TCP.");

    public static readonly Key<int> Reactors = new("reactors", new IntegerKind(1, MostReactors), "Number of reactor threads.", "1");

    public static readonly Key<PollPlan> Poll = new(
        "poll", new PollKind(),
        "How long a reactor looks for work before it sleeps: auto (follows the traffic, at most 200us), off, or a time such as 20us.",
        "auto");

    public static readonly Key<bool> Watch = new("watch", new BooleanKind(), "Apply this file again when it changes.", "false");

    public static readonly Key<bool> Rehearse = new(
        "rehearse", new BooleanKind(),
        "Rehearse a guest's requests at the start, in memory, so that those of the first guest are fast: 0.1 s until all is up.", "true");

    public static readonly Key<bool> PackedRings = new(
        "packedRings", new BooleanKind(),
        "Offer guests packed rings. Linux's gpio-virtio can hang with them unless it was given a lock: docs/guests.md.", "false");

    public static readonly Key<bool> Keep = new(
        "keep", new BooleanKind(), "A hub that is killed or crashes is followed by another, without a guest noticing.", "true");

    public static readonly Key<bool> Standby = new(
        "standby", new BooleanKind(), "The one that would follow waits beside it, warm.", "true");

    public static readonly Key<TimeSpan?> Watchdog = new(
        "watchdog", new TimeKind("off") { Positive = true, Longest = LongestWatchdog },
        "A hub of which a reactor stands still so long is killed, and followed by another; off = never.", "5s");

    public static readonly Shape Shape = new(
        "hub", "settings of the process itself", Sockets, SocketMode, SocketGroup, ControlMode, ControlGroup,
        ViewMode, ViewGroup, Http, HttpNames, Tokens, Reactors, Poll, Watch, Rehearse, PackedRings, Keep, Standby, Watchdog);

    /// <summary>Not empty.</summary>
    [GeneratedRegex("^(?:[^\\u0000]+)\\z", RegexOptions.CultureInvariant)]
    public static partial Regex SomeText();

    [GeneratedRegex("^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,31})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupForm();

    [GeneratedRegex("^(?:[A-Za-z0-9_.-]{1,32})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TokenNameForm();

    [GeneratedRegex("^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostNameForm();
}
