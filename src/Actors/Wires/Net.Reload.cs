using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Wires;

/// <content>Guest lines that come and go, and settings that change, while the hub runs.</content>
internal sealed partial class Net
{
    private long _leftWritten;

    /// <summary>Adds a mapped guest line, which wishes nothing yet.</summary>
    internal void Attach(Mapping mapping)
    {
        mapping.Net = this;
        mapping.Edges.Level = Level;
        Mappings = [.. Mappings, mapping];
        Record?.Add(mapping);
        Mark();
    }

    /// <summary>Removes a guest line that has let go. The idle drive that it leaves stays until somebody drives the line.</summary>
    /// <returns>true = the level has changed.</returns>
    internal bool Detach(Mapping mapping)
    {
        bool before = Resolved;
        Mappings = [.. Mappings.Where(other => other != mapping)];
        Record?.Remove(mapping);
        Mark();
        if (mapping.Drive == Drive.None) return false;
        State = State.With(Plan, Left, -1);
        (Left, _leftWritten) = (mapping.Drive, mapping.Written);
        State = With(Plan, State);
        return Counted(before);
    }

    /// <summary>Takes over other settings. Every drive is counted anew, because its level may or may not reach the pin by the new
    /// settings.</summary>
    /// <returns>true = the level has changed.</returns>
    internal bool Replan(ChipLinePlan plan)
    {
        bool before = Resolved;
        bool inverted = plan.ActiveLow != Plan.ActiveLow;
        HoldsInitial = !_wasDriven && plan.Initial is (InitialState.Low or InitialState.High);
        Plan = plan;
        Offset = plan.Offset == ChipLinePlan.ByName ? Offset : plan.Offset;
        AsIs &= plan.Initial != InitialState.Input;
        Recount(plan, State with { Hardware = inverted ? !State.Hardware : State.Hardware });
        return Counted(before);
    }

    private void Recount(ChipLinePlan plan, NetState state)
    {
        state = state with { Claims = 0, High = 0, Low = 0, IdleHigh = 0, IdleLow = 0 };
        foreach (var mapping in Mappings) state = state.With(plan, mapping.Drive, +1);
        state = state.With(plan, Left, +1);
        State = With(plan, HoldsInitial ? state.With(plan, InitialDrive, +1) : state);
    }

    /// <summary>The state with the level of the last writer, if the last writer decides.</summary>
    private NetState With(ChipLinePlan plan, in NetState state) =>
        state with { Latest = plan.Resolve == ResolveRule.LastWriter ? Latest(state.Stimulus, _stimulated) : null };
}
