using System.Collections.Immutable;
using GpioHub.Fuzz.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Reload;

/// <summary>Random rigs of one or two simulated chips and up to three guests, each a little different from the one before; and what guests
/// do meanwhile.</summary>
internal sealed class RandomRigs(Dice dice)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MostLines = 4;

    private static readonly string[] ChipIds = ["bench", "loom"];
    private static readonly string[] GuestIds = ["adas", "ecu", "ivi"];

    public RigPlan First()
    {
        var chips = ImmutableArray.Create(Chip(ChipIds[0]), Chip(ChipIds[1]));
        return new RigPlan(
            new HubPlan("rig.yaml", "/rig", "/rig/control.sock", Mode, null, null, 1, PollPlan.Off) { PackedRings = true }, chips,
            [.. GuestIds.Where((_, i) => i == 0 || dice.OneIn(2)).Select(id => Guest(id, chips))]);
    }

    /// <summary>Another rig: one to three things differ.</summary>
    public RigPlan Next(RigPlan plan)
    {
        for (int changes = 1 + dice.Below(3); changes > 0; changes--) plan = Change(plan);
        return Sound(plan);
    }

    /// <summary>Something that a guest or a person does, in one or two steps.</summary>
    public ReloadStep[] Act(ReloadModel model)
    {
        if (model.Guests.Count == 0 || dice.OneIn(4)) return [new ReloadStep.Set(AnyNet(), dice.OneIn(3) ? null : dice.OneIn(2))];
        var guest = model.Guests.Values.ElementAt(dice.Below(model.Guests.Count));
        string id = guest.Plan.Id;
        if (guest.Presence == Presence.Away) return !dice.OneIn(3) ? [new ReloadStep.Connect(id)] : [];
        if (guest.Presence == Presence.Stopped)
            return dice.OneIn(8) ? [new ReloadStep.Disconnect(id)] : dice.OneIn(2) ? [new ReloadStep.Resume(id)] : [];
        int line = dice.Below(guest.Lines.Length);
        ReloadStep Ask(GpioMessage message, uint value) => new ReloadStep.Ask(id, line, message, value);
        return dice.Below(24) switch
        {
            0 when dice.OneIn(2) || guest.Pending is not null => [new ReloadStep.Disconnect(id)],
            0 or 1 => [new ReloadStep.Stop(id)],
            < 8 => [Ask(GpioMessage.SetIrqType, dice.Of<uint>([1, 2, 3, 3, 4, 8])), new ReloadStep.Unmask(id, line)],
            < 12 => [new ReloadStep.Unmask(id, line)],
            12 => [Ask(GpioMessage.SetIrqType, 0)],
            < 18 => [Ask(GpioMessage.SetValue, (uint)dice.Below(2)), Ask(GpioMessage.SetDirection, (uint)GpioDirection.Out)],
            < 21 => [Ask(GpioMessage.SetValue, (uint)dice.Below(2))],
            21 or 22 => [Ask(GpioMessage.SetDirection, (uint)(dice.OneIn(2) ? GpioDirection.None : GpioDirection.In))],
            _ => [Ask(GpioMessage.GetValue, 0)],
        };
    }

    private ChipLineAddress AnyNet() => new(dice.Of<string>(ChipIds), dice.Below(MostLines));

    private RigPlan Change(RigPlan plan)
    {
        int guest = plan.Guests.IsEmpty ? -1 : dice.Below(plan.Guests.Length);
        switch (dice.Below(40))
        {
            case 0: return First();
            case 1 or 2:
                string id = dice.Of<string>(GuestIds);
                return plan.Guests.Any(other => other.Id == id)
                    ? plan with { Guests = plan.Guests.RemoveAll(other => other.Id == id) }
                    : plan with { Guests = plan.Guests.Add(Guest(id, plan.Chips)) };
            case 3:
                string chip = dice.Of<string>(ChipIds);
                return plan.Chips.Any(other => other.Id == chip)
                    ? plan with { Chips = plan.Chips.RemoveAll(other => other.Id == chip) }
                    : plan with { Chips = plan.Chips.Add(Chip(chip)) };
            case < 12 when !plan.Chips.IsEmpty:
                int which = dice.Below(plan.Chips.Length);
                return plan with { Chips = plan.Chips.SetItem(which, Changed(plan.Chips[which])) };
            default:
                return guest < 0 ? plan : plan with { Guests = plan.Guests.SetItem(guest, Changed(plan.Guests[guest], plan.Chips)) };
        }
    }

    private ChipPlan Changed(ChipPlan chip)
    {
        if (dice.OneIn(4) && chip.Lines.Length < MostLines) return chip with { Lines = chip.Lines.Add(Line(chip.Lines.Length)) };
        if (dice.OneIn(3) && chip.Lines.Length > 1) return chip with { Lines = chip.Lines.RemoveAt(chip.Lines.Length - 1) };
        int line = dice.Below(chip.Lines.Length);
        return chip with { Lines = chip.Lines.SetItem(line, Line(line)) };
    }

    private GuestPlan Changed(GuestPlan guest, ImmutableArray<ChipPlan> chips)
    {
        int line = guest.Lines.IsEmpty ? -1 : dice.Below(guest.Lines.Length);
        switch (dice.Below(36))
        {
            case 0 when guest.Lines.Length < MostLines:
                return guest with { Lines = guest.Lines.Add(Slot(guest.Lines.Length, chips)) };
            case 1: return guest.Lines.Length > 1 ? guest with { Lines = guest.Lines.RemoveAt(guest.Lines.Length - 1) } : guest;
            case 2 when line >= 0: return With(guest, line, slot => slot with { Name = dice.OneIn(2) ? $"L{line}" : $"M{line}" });
            case 3: return guest with { SocketPath = $"/rig/{guest.Id}{(dice.OneIn(2) ? "-2" : "")}.sock" };
            case 4: return guest with { EarlyUnmask = dice.OneIn(2) ? EarlyUnmask.Hold : EarlyUnmask.Return };
            case < 9 when guest.Lines.Length > 1:
                int other = (line + 1) % guest.Lines.Length;                   // two lines swap what they stand for
                var (one, two) = (guest.Lines[line].From, guest.Lines[other].From);
                return With(With(guest, line, slot => slot with { From = two }), other, slot => slot with { From = one });
            case < 13 when line >= 0:
                return With(guest, line, slot => slot with
                {
                    Access = (LineAccess)dice.Below(3),
                    OnRelease = dice.OneIn(3) ? (OnRelease)dice.Below(4) : slot.OnRelease,
                });
            case < 17 when line >= 0: return With(guest, line, slot => slot with { OnRelease = (OnRelease)dice.Below(4) });
            default: return line < 0 ? guest : With(guest, line, slot => slot with { From = Any(chips) });
        }
    }

    /// <summary>The plan, with nothing in it that a file could not say, in one order: another order is no other plan.</summary>
    private static RigPlan Sound(RigPlan plan)
    {
        bool Has(ChipLineAddress at) => plan.Chips.FirstOrDefault(chip => chip.Id == at.Chip) is { } chip && at.Index < chip.Lines.Length;
        return plan with
        {
            Chips = [.. plan.Chips.OrderBy(chip => chip.Id, StringComparer.Ordinal)],
            Guests = [.. plan.Guests.OrderBy(guest => guest.Id, StringComparer.Ordinal).Select(guest => guest with
            {
                Lines = [.. guest.Lines.Select(line => line.From is { } at && !Has(at) ? line with { From = null } : line)],
            })],
        };
    }

    private ChipPlan Chip(string id) => new(id, SimPlan.Instance, [.. Enumerable.Range(0, 1 + dice.Below(MostLines)).Select(Line)]);

    private ChipLinePlan Line(int offset) => new(offset, $"N{offset}", dice.OneIn(4) ? Bias.PullUp : Bias.PullDown, ActiveLow: false,
        DriveKind.PushPull, InitialState.AsIs, dice.OneIn(3) ? ResolveRule.WiredOr : ResolveRule.Exclusive, ControlAccess.Drive);

    private GuestPlan Guest(string id, ImmutableArray<ChipPlan> chips) => new(id, $"/rig/{id}.sock", Mode, null, EarlyUnmask.Return, null,
        [.. Enumerable.Range(0, 1 + dice.Below(MostLines)).Select(line => Slot(line, chips))]);

    private GuestLinePlan Slot(int line, ImmutableArray<ChipPlan> chips) =>
        new(line, $"L{line}", Any(chips), dice.OneIn(4) ? (LineAccess)dice.Below(3) : LineAccess.InOut, (OnRelease)dice.Below(4));

    private ChipLineAddress? Any(ImmutableArray<ChipPlan> chips)
    {
        if (chips.IsEmpty || dice.OneIn(8)) return null;
        var chip = chips[dice.Below(chips.Length)];
        return new ChipLineAddress(chip.Id, dice.Below(chip.Lines.Length));
    }

    private static GuestPlan With(GuestPlan guest, int line, Func<GuestLinePlan, GuestLinePlan> change) =>
        guest with { Lines = guest.Lines.SetItem(line, change(guest.Lines[line])) };
}
