using System.Collections.Immutable;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Tests.Support;

/// <summary>Plans for tests, without a file.</summary>
internal static class Plans
{
    public static ChipPlan Sim(string id, params string[] lines) =>
        new(id, ChipDriverKind.Sim, [.. lines.Select((name, offset) => Line(offset, name))]);

    public static ChipLinePlan Line(int offset, string name) =>
        new(offset, name, Bias.PullDown, ActiveLow: false, DriveKind.PushPull, InitialState.AsIs, ResolveRule.Exclusive, ControlAccess.Drive);

    /// <summary>A guest with one line for each line of the chip, in order.</summary>
    public static GuestPlan Guest(string id, string folder, ChipPlan chip, LineAccess access = LineAccess.InOut, OnRelease onRelease = OnRelease.Input) =>
        new(id, Path.Combine(folder, $"{id}.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite, SocketGroup: null, EarlyUnmask.Return, WhenStopped: null,
            [.. chip.Lines.Select(line => new GuestLinePlan(line.Offset, line.Name ?? "", new ChipLineAddress(chip.Id, line.Offset), access, onRelease))]);

    /// <summary>The guest with a line that stands for another chip line.</summary>
    public static GuestPlan Wired(this GuestPlan guest, int line, string chip, int index) => guest.With(line, slot => slot with { From = new ChipLineAddress(chip, index) });

    public static GuestPlan With(this GuestPlan guest, int line, Func<GuestLinePlan, GuestLinePlan> change) => guest with { Lines = guest.Lines.SetItem(line, change(guest.Lines[line])) };

    public static RigPlan Plan(string folder, IEnumerable<ChipPlan> chips, IEnumerable<GuestPlan> guests) => new(
        new HubPlan("test.yaml", folder, Path.Combine(folder, "control.sock"), UnixFileMode.UserRead | UnixFileMode.UserWrite, null, null, 1, PollPlan.Off),
        chips.ToImmutableArray(), guests.ToImmutableArray());

    public static RigPlan On(int reactors, RigPlan plan) => plan with { Hub = plan.Hub with { Reactors = reactors } };

    /// <summary>Chips on reactor 0, guests in turn on the others: whatever a guest asks crosses threads. On one reactor all are together.</summary>
    public static ReactorPlacement Apart(RigPlan plan)
    {
        int others = plan.Hub.Reactors - 1;
        return new ReactorPlacement(plan.Hub.Reactors, plan.Chips.Select(chip => KeyValuePair.Create(chip.Id, 0)),
            plan.Guests.Select((guest, i) => KeyValuePair.Create(guest.Id, others == 0 ? 0 : 1 + (i % others))));
    }
}
