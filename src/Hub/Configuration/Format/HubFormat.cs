using System.Net;
using System.Text.RegularExpressions;
using GpioHub.Actors.Rigs;

namespace GpioHub.Hub.Configuration.Format;

/// <summary>Keys of <c>hub</c>. Source: IF-1.6.</summary>
internal static partial class HubFormat
{
    private const int MostReactors = 64;

    public static readonly ScalarKind<string> Path = new TextKind("a path", SomeText());

    public static readonly ScalarKind<string> Group = new TextKind("a group's name or number", GroupForm());

    public static readonly Key<string> Sockets = new(
        "sockets", Path, "Folder of the sockets, relative to this file. Default: " +
            "/run/gpiohub for root, else $XDG_RUNTIME_DIR/gpiohub, else /tmp/gpiohub-UID.");

    public static readonly Key<UnixFileMode> SocketMode = new("socketMode", new ModeKind(), "Mode of the guests' sockets, octal.", "0660");

    public static readonly Key<string> SocketGroup = new("socketGroup", Group,
        "Group of the guests' sockets: QEMU's. Default: the hub's own.");

    public static readonly Key<UnixFileMode> ControlMode = new("controlMode", new ModeKind(), "Mode of control.sock, octal.", "0600");

    public static readonly Key<string> ControlGroup = new("controlGroup", Group, "Group of control.sock. Default: the hub's own.");

    public static readonly Key<IPEndPoint?> Http = new(
        "http", new LoopbackKind(), "Address of the control API over TCP: 127.0.0.1:PORT or [::1]:PORT.", "off");

    public static readonly Key<int> Reactors = new("reactors", new IntegerKind(1, MostReactors), "Number of reactor threads.", "1");

    public static readonly Key<PollPlan> Poll = new(
        "poll", new PollKind(),
        "How long a reactor looks for work before it sleeps: auto (follows the traffic, at most 200us), off, or a time such as 20us.",
        "auto");

    public static readonly Key<bool> Watch = new("watch", new BooleanKind(), "Apply this file again when it changes.", "false");

    public static readonly Shape Shape = new(
        "hub", "settings of the process itself", Sockets, SocketMode, SocketGroup, ControlMode, ControlGroup, Http, Reactors, Poll, Watch);

    /// <summary>Not empty.</summary>
    [GeneratedRegex("^(?:[^\\u0000]+)\\z", RegexOptions.CultureInvariant)]
    public static partial Regex SomeText();

    [GeneratedRegex("^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,31})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupForm();
}
