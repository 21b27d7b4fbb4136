using System.Collections.Immutable;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Naming;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes <see cref="GuestPlan"/>s from <c>guests</c>. Source: IF-1.5, IF-1.9.</summary>
internal sealed class GuestPlanner
{
    private readonly ReadContext _context;
    private readonly GuestLinePlanner _lines;
    private readonly SocketDefaults _sockets;
    private readonly Kept _kept;
    private readonly List<GuestPlan> _planned = [];
    private readonly Dictionary<string, ScalarNode> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _socketOwners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Host, Mark At, string Path)> _hosts = new(StringComparer.Ordinal);
    private int _totalLines;

    public GuestPlanner(ReadContext context, IReadOnlyCollection<PlannedChip> chips, SocketDefaults sockets, Kept kept)
    {
        _context = context with { Braces = true };
        _lines = new GuestLinePlanner(chips, kept);
        _kept = kept;
        _sockets = sockets;
        _socketOwners[sockets.ControlSocket] = "the hub's control.sock";
        _socketOwners[sockets.ViewSocket] = "the hub's view.sock";
    }

    /// <summary>By guest: its host, where one file is for all; a guest is not here if the file does not say.</summary>
    public IReadOnlyDictionary<string, (string Host, Mark At, string Path)> Hosts => _hosts;

    /// <summary>Where a guest's id stands; null = it is no id, which is reported.</summary>
    public Mark? AtOf(string guest) => _ids.TryGetValue(guest, out ScalarNode? key) ? key.At : null;

    public ImmutableArray<GuestPlan> Plan(MapNode guests)
    {
        foreach ((ScalarNode key, ConfigNode node) in Shape.Entries(guests, "guests", _context))
        {
            string path = $"guests.{key.Text}";
            if (!Template.TryParse(key.Text, out Template? ids, out string? wrong))
            {
                _context.Log.Error(key.At, path, $"{wrong}");
                continue;
            }
            if (node is not MapNode map)
            {
                _context.Log.Error(node.At, path, $"expected a map such as {{ lines: [ {{ from: bench/IGN }} ] }}, found {node.Kind}");
                continue;
            }
            _context.Log.TemplateKey = ids.IsRange ? key.Text : null;
            for (int i = 0; i < ids.Count && HasRoom(key, map, path); i++)
                One(key, ids.Text(i), map, _context with { Number = ids.Number(i) });
            _context.Log.TemplateKey = null;
        }
        return [.. _planned];
    }

    /// <summary>Checks the limits before a guest is read, so that no template is expanded beyond them.</summary>
    private bool HasRoom(ScalarNode key, MapNode map, string path)
    {
        int items = map.Entries.FirstOrDefault(e => e.Key.Text == GuestFormat.Lines.Name).Value is ListNode list ? list.Items.Length : 0;
        if (_ids.Count < Limits.Lines && _totalLines + items <= Limits.GuestLines) return true;
        if (_totalLines <= Limits.GuestLines) TooMany(key, path);          // else it is said
        return false;
    }

    private void TooMany(ScalarNode key, string path) =>
        _context.Log.Error(key.At, path, $"more than {Limits.Lines} guests, or {Limits.GuestLines} lines of all guests");

    private void One(ScalarNode key, string id, MapNode map, ReadContext context)
    {
        string path = $"guests.{id}";
        if (!ChipPlanner.Id().IsMatch(id))
        {
            context.Log.Error(key.At, path,
                $"{Shown.Quoted(id)} is no id; expected 1–63 of A–Z a–z 0–9 _ . -, the first a letter or digit");
        }
        else if (RigFormat.ReservedGuests.Contains(id))
            context.Log.Error(key.At, path, $"\"{id}\" is reserved: {id}.sock is the hub's own");
        else if (_ids.TryGetValue(id, out ScalarNode? first))
        {
            context.Log.Error(key.At, path,
                $"guest {Shown.Quoted(id)} is already defined at {first.At.SeenFrom(key.At)} by {Shown.Quoted(first.Text)}");
        }
        else
            _ids.Add(id, key);

        MapValues guest = GuestFormat.Guest.Read(map, path, context);
        ImmutableArray<GuestLinePlan> lines = _lines.Plan(id, guest, key.At, context);
        _totalLines += lines.Length;
        if (_totalLines > Limits.GuestLines) TooMany(key, path);
        WarnOfHeldPins(guest, lines, context);
        if (guest.TryGet(GuestFormat.Host, out string host))
            _hosts.TryAdd(id, (host, guest.AtOf(GuestFormat.Host), guest.PathOf(GuestFormat.Host)));
        _planned.Add(_kept.Guest(new GuestPlan(
            id,
            SocketOf(id, guest, key.At, context),
            guest.TryGet(GuestFormat.SocketMode, out UnixFileMode mode) ? mode : _sockets.Mode,
            guest.TryGet(GuestFormat.SocketGroup, out string group) ? group : _sockets.Group,
            guest.Get(GuestFormat.EarlyUnmasked),
            guest.Get(GuestFormat.WhenStopped),
            lines)
        {
            RequestsPerSecond = guest.TryGet(GuestFormat.RequestsPerSecond, out int requests) ? requests : null,
            InterruptsPerSecond = guest.TryGet(GuestFormat.InterruptsPerSecond, out int interrupts) ? interrupts : null,
        }));
    }

    /// <summary>Told because it is more than it seems: a driver that QEMU's guest unbinds looks like a pause.</summary>
    private static void WarnOfHeldPins(MapValues guest, ImmutableArray<GuestLinePlan> lines, ReadContext context)
    {
        if (guest.IsWrong(GuestFormat.WhenStopped) || guest.Get(GuestFormat.WhenStopped) is not null) return;
        if (!lines.Any(line => line.From is not null && line.Access != LineAccess.In && line.OnRelease != OnRelease.Hold)) return;
        context.Log.Warn(guest.AtOf(GuestFormat.WhenStopped), guest.PathOf(GuestFormat.WhenStopped),
            $"a paused guest's outputs stay driven, and so they may when its driver is unbound (docs/guests.md); a time lets them go");
    }

    private string SocketOf(string id, MapValues guest, Mark keyAt, ReadContext context)
    {
        bool named = guest.TryGet(GuestFormat.Socket, out string configured);
        Mark at = named ? guest.AtOf(GuestFormat.Socket) : keyAt;
        string path = guest.PathOf(GuestFormat.Socket);
        string socket = named ? HubPlanner.Absolute(configured, at) : Path.Combine(_sockets.Folder, $"{id}.sock");
        if (RigFormat.ReservedGuests.Contains(id) || !HubPlanner.CheckLength(socket, at, path, context)) return socket;
        if (_socketOwners.TryGetValue(socket, out string? owner) && owner != $"the socket of guest \"{id}\"")
            context.Log.Error(at, path, $"{socket} is already {owner}");
        else
            _socketOwners[socket] = $"the socket of guest \"{id}\"";
        return socket;
    }
}
