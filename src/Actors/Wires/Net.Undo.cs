using GpioHub.Rules.Nets;

namespace GpioHub.Actors.Wires;

/// <content>A change of the plan that is undone: what drives the net is as before the change, also what guests had left behind.</content>
internal sealed partial class Net
{
    private Before? _before;
    private bool _regains;

    /// <summary>Notes what drives the net: a change of the plan begins.</summary>
    internal void Remember()
    {
        DriveBefore[] drives = [.. Mappings.Select(mapping => new DriveBefore(mapping, mapping.Drive, mapping.Written))];
        (_before, _regains) = (new Before(Left, _leftWritten, HoldsInitial, _wasDriven, drives), false);
    }

    /// <summary>The change is undone: who drove the net gets it back, whatever the rule, and with its place in the order of
    /// writes.</summary>
    internal void BeginUndo() => _regains = _before is not null;

    /// <summary>Whether a line only gets back what it drove before the change.</summary>
    internal bool Regains(Mapping mapping) => _regains && Was(mapping) is { } was && Driving.Claims(was.Drive);

    /// <summary>Ends the undoing: lines that drove nothing themselves leave behind what they had left before.</summary>
    /// <returns>true = the level has changed.</returns>
    internal bool Undo()
    {
        if (_before is not { } before) return false;
        bool level = Resolved;
        bool begun = false;                                                 // somebody has begun to drive meanwhile
        foreach (var mapping in Mappings)
        {
            var was = Was(mapping);
            bool claimed = was is not null && Driving.Claims(was.Drive);
            if (Driving.Claims(mapping.Drive)) begun |= !claimed;
            else if (was is not null && was.Mapping != mapping && !claimed) (mapping.Drive, mapping.Written) = (was.Drive, was.Written);
        }

        (Left, _leftWritten) = begun ? (Drive.None, 0) : (before.Left, before.LeftWritten);
        (HoldsInitial, _wasDriven) = (before.HoldsInitial && !begun, before.WasDriven || begun);
        (_before, _regains) = (null, false);
        Recount(Plan, State);
        return Counted(level);
    }

    /// <summary>The same guest line before the change; it may have had another mapping object.</summary>
    private DriveBefore? Was(Mapping mapping)
    {
        foreach (var was in _before!.Drives)
            if (was.Mapping.Guest == mapping.Guest && was.Mapping.Plan.Line == mapping.Plan.Line) return was;
        return null;
    }

    private sealed record Before(Drive Left, long LeftWritten, bool HoldsInitial, bool WasDriven, DriveBefore[] Drives);

    private sealed record DriveBefore(Mapping Mapping, Drive Drive, long Written);
}
