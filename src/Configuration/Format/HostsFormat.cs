using System.Text.RegularExpressions;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Format;

/// <summary>Keys of <c>rig</c>, <c>hubs</c> and <c>hosts</c>: a rig of several hosts. Source: IF-1.16.</summary>
internal static partial class HostsFormat
{
    public static readonly ScalarKind<string> HostName = new TextKind("a host's name, 1–63 of A–Z a–z 0–9 _ . -", IdForm());

    public static readonly Key<string> Name = new(
        "name", HostName, "Name of the rig; hubs of another rig are refused.", required: true);

    public static readonly Key<string> Host = new(
        "host", HostName, "This host's name, as its certificate has it and as the others call it. Default: the machine's own name.");

    public static readonly Key<HostAddress> Listen = new(
        "listen", new HostAddressKind(), "Where the other hosts reach this hub, written as they write it under at.");

    public static readonly Key<string> Ca = new(
        "ca", HubFormat.Path, "The certificate of the rig's CA, relative to this file; gpiohub rig init makes it.");

    public static readonly Key<string> Certificate = new(
        "certificate", HubFormat.Path,
        "This host's certificate and key, relative to this file; gpiohub rig host makes it. {host} in it is the host's name.");

    public static readonly Shape Rig = new("thisHost", "this host's place in a rig of several hosts", Name, Host, Listen, Ca, Certificate);

    public static readonly Key<HostAddress> At = new(
        "at", new HostAddressKind(), "Where its hub listens for the other hosts.", required: true);

    public static readonly Key<TimeSpan?> Away = new(
        "away", new TimeKind { Positive = true, Longest = TimeSpan.FromMinutes(1) },
        "How long nothing may come from it before it counts as away.", "1s");

    public static readonly Key<TimeSpan?> WhenStopped = new(
        "whenStopped", new TimeKind("hold"), "How long after that what it drives here stays driven; hold: until it is back.", "2s");

    public static readonly Shape Peer = new("peer", "the hub of a host", At, Away, WhenStopped) { BelowGuest = true };

    public static readonly Key<MapValues> RigKey = new("rig", new MapKind(Rig), "This host's place in a rig of several hosts.");

    // The text of a host's name may be longer before its template is expanded.
    private const string HostKeyPattern = "^[A-Za-z0-9{][A-Za-z0-9_.{}-]*$";

    public static readonly Key<MapNode> Hubs = new(
        "hubs",
        new EntriesKind("a map of hubs", HostKeyPattern, [], schema => schema.Reference(Peer)),
        "The hubs of the other hosts, by host; nobody else is let in. {a..b} makes a hub of each number.");

    public static readonly Key<MapNode> Hosts = new(
        "hosts",
        new EntriesKind("a map of hosts", HostKeyPattern, [], schema => schema.Reference(Peer)),
        "Every host of the rig, by name, where one file is for all; in place of hubs.");

    /// <summary>An id, as of chips and guests.</summary>
    [GeneratedRegex("^(?:" + RigFormat.IdPattern + ")\\z", RegexOptions.CultureInvariant)]
    public static partial Regex IdForm();
}
