using System.Collections.Immutable;
using GpioHub.Actors.Control;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Chips;

/// <summary>The nets of one chip with their users: what must outlive the chip's actor.</summary>
/// <remarks>Touched by the chip's actor only; it reaches each incarnation through Props. No I/O, no Akka but the users' addresses.</remarks>
public sealed class ChipNets
{
    private readonly NetState[] _nets;
    private readonly bool[] _initialDrive;
    private readonly long[] _edges;
    private readonly ChipUser[][] _users;

    public ChipNets(ChipPlan plan, IEnumerable<ChipUser> users)
    {
        Plan = plan;
        Users = [.. users];
        _nets = new NetState[plan.Lines.Length];
        _initialDrive = new bool[_nets.Length];
        _edges = new long[_nets.Length];
        _users = [.. plan.Lines.Select(line => Users.Where(user => user.Address.Index == line.Offset).ToArray())];
        for (int offset = 0; offset < _nets.Length; offset++)
        {
            if (plan.Lines[offset].Initial is not (InitialState.Low or InitialState.High)) continue;
            _initialDrive[offset] = true;
            _nets[offset] = _nets[offset].With(plan.Lines[offset], InitialDrive(offset), +1);
        }

        foreach (var user in Users) user.Edges.Level = Level(user.Address.Index);
    }

    public ChipPlan Plan { get; }

    public ImmutableArray<ChipUser> Users { get; }

    public int Count => _nets.Length;

    /// <summary>chip/name, or chip/offset of a line without one.</summary>
    public string AddressOf(int offset) =>
        $"{Plan.Id}/{Plan.Lines[offset].Name ?? offset.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    public bool Level(int offset) => _nets[offset].Level(Plan.Lines[offset]);

    public ReadOnlySpan<ChipUser> UsersOf(int offset) => _users[offset];

    /// <summary>Level changes of a line since the hub started.</summary>
    public long Edges(int offset) => _edges[offset];

    /// <summary>Who keeps <paramref name="user"/> from driving as it wants; null = nobody.</summary>
    public string? Conflict(ChipUser user, DesiredLine desired)
    {
        if (!Driving.Claims(Driving.Of(desired, user.Plan.OnRelease, user.Drive)) || Driving.Claims(user.Drive)) return null;
        int offset = user.Address.Index;
        if (_nets[offset].Stimulus is not null) return "the stimulus of 'set'";
        return Holder(offset)?.AsHolder;
    }

    /// <summary>The guest that drives an exclusive line, or is about to.</summary>
    public ChipUser? Holder(int offset)
    {
        foreach (var user in _users[offset])
        {
            bool about = user.AtChip is { Ask: ChipAsk.Apply or ChipAsk.Tell } asked && Driving.Claims(Driving.Of(asked.Desired, user.Plan.OnRelease, user.Drive));
            if (Driving.Claims(user.Drive) || about) return user;
        }

        return null;
    }

    /// <summary>Makes a wish that the device has carried out true.</summary>
    /// <returns>true = the net's level has changed.</returns>
    public bool Commit(ChipUser user, DesiredLine desired)
    {
        int offset = user.Address.Index;
        var drive = Driving.Of(desired, user.Plan.OnRelease, user.Drive);
        user.Desired = desired;
        if (drive == user.Drive) return false;

        var line = Plan.Lines[offset];
        bool before = Level(offset);
        _nets[offset] = _nets[offset].With(line, user.Drive, -1).With(line, drive, +1);
        user.Drive = drive;
        if (_initialDrive[offset] && Driving.Claims(drive))       // `initial` ends with the first guest's OUT
        {
            _initialDrive[offset] = false;
            _nets[offset] = _nets[offset].With(line, InitialDrive(offset), -1);
        }

        return Counted(offset, before);
    }

    /// <summary>Sets or withdraws the stimulus.</summary>
    /// <returns>true = the net's level has changed.</returns>
    public bool Stimulate(int offset, bool? level)
    {
        bool before = Level(offset);
        _nets[offset] = _nets[offset] with { Stimulus = level };
        return Counted(offset, before);
    }

    /// <summary>Takes over what the hardware shows.</summary>
    /// <returns>true = the net's level has changed.</returns>
    public bool Show(int offset, bool? level)
    {
        bool before = Level(offset);
        _nets[offset] = _nets[offset] with { Hardware = level };
        return Counted(offset, before);
    }

    public LineSnapshot Snapshot(int offset)
    {
        var line = Plan.Lines[offset];
        var net = _nets[offset];
        var drivers = ImmutableArray.CreateBuilder<DriverSnapshot>();
        if (net.Stimulus is { } stimulus) drivers.Add(new DriverSnapshot(DriverKind.Stimulus, "", stimulus));
        foreach (var user in _users[offset])
        {
            if (user.Drive == Drive.None) continue;
            bool active = user.Drive is Drive.High or Drive.IdleHigh;
            drivers.Add(new DriverSnapshot(Driving.Claims(user.Drive) ? DriverKind.Guest : DriverKind.Idle, user.Guest, active));
        }

        if (net.Hardware is { } hardware) drivers.Add(new DriverSnapshot(DriverKind.Hardware, "", hardware));
        return new LineSnapshot(Plan.Id, offset, line.Offset, line.Name, Level(offset), line.Bias, line.ActiveLow, line.Resolve, line.Control,
            drivers.ToImmutable(), [.. _users[offset].Select(Reader)], _edges[offset], Lost: 0);
    }

    private static ReaderSnapshot Reader(ChipUser user) =>
        new(user.Guest, user.Plan.Line, user.Plan.Name, user.Plan.Access, user.Desired.Irq, Masked: false, Latched: false);

    private Drive InitialDrive(int offset) => Plan.Lines[offset].Initial == InitialState.High ? Drive.IdleHigh : Drive.IdleLow;

    private bool Counted(int offset, bool before)
    {
        bool changed = Level(offset) != before;
        if (changed) _edges[offset]++;
        return changed;
    }
}
