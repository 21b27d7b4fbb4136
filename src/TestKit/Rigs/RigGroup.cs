using GpioHub.Rules.Links;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit.Rigs;

/// <summary>The rigs of a scenario, one for each host, which run together in one time, and the cables between them.</summary>
internal sealed class RigGroup(VirtualTime time)
{
    private readonly List<Rig> _rigs = [];
    private readonly List<Cable> _cables = [];
    private readonly List<Wire> _wires = [];
    private ulong _boots;
    private long _entries;

    public VirtualTime Time => time;

    /// <summary>A message is on its way that time will bring.</summary>
    public bool IsTravelling => _cables.Exists(cable => cable.IsTravelling);

    public IReadOnlyList<Rig> Rigs => _rigs;

    /// <summary>A number for a hub that begins. Those between are for what the hub numbers itself.</summary>
    public ulong NextBoot() => ++_boots * 1_000_000;

    public Journal NewJournal() => new(() => time.Now, () => _entries++);

    public void Join(Rig rig) => _rigs.Add(rig);

    /// <summary>Adds a host, with a cable to each that is there.</summary>
    public Wire NewWire(string host)
    {
        var wire = new Wire(host, this);
        foreach (var other in _wires) _cables.Add(new Cable(time, other, wire));
        _wires.Add(wire);
        return wire;
    }

    public Cable? CableOf(string one, string other) => _cables.Find(cable => cable.Joins(one, other));

    public void Send(Wire from, string host, LinkMessage message) => CableOf(from.Host, host)?.Send(from, message);

    /// <summary>Runs a turn of each hub, and carries what they have sent.</summary>
    /// <returns>Whether anything happened.</returns>
    public bool Turn(Func<Rig, bool> turn)
    {
        bool worked = false;
        foreach (var rig in _rigs.ToArray()) worked |= turn(rig);
        foreach (var cable in _cables) worked |= cable.Deliver();
        return worked;
    }
}
