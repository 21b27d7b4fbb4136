using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Reload;

/// <content>Another plan: what comes at once, what waits, and what is undone.</content>
internal sealed partial class ReloadModel
{
    /// <summary>Guests that are refused another shape or socket by the last plan.</summary>
    public List<string> Refused { get; } = [];

    private readonly List<ModelLine> _restricted = [];

    /// <summary>Applies a plan.</summary>
    /// <param name="adopting">The guest whose pending shape this is; null = a whole file.</param>
    /// <returns>Whether it is in force; false = refused by a line that another drives, and all undone.</returns>
    private bool Apply(RigPlan wanted, string? adopting = null)
    {
        Refused.Clear();
        _changes.Clear();
        _restricted.Clear();
        var pending = new Dictionary<string, GuestPlan>();
        var target = wanted with { Guests = [.. wanted.Guests.Select(guest => InForce(guest, wanted, pending))] };
        var movers = Movers(target);
        if (Conflicts(target, movers))
        {
            Glitch(movers, target);
            return false;
        }

        var before = _nets.Keys.ToDictionary(at => at, Level);
        var watchers = Guests.Values.SelectMany(guest => guest.Lines).Where(line => !movers.Contains(line)).ToHashSet();
        PutInForce(target, movers);
        if (adopting is not null) Guests[adopting].Pending = null;
        else foreach (var guest in Guests.Values) guest.Pending = pending.GetValueOrDefault(guest.Plan.Id);
        foreach (var line in Guests.Values.SelectMany(guest => guest.Lines)) SenseChange(line, watchers.Contains(line), before);
        foreach (var line in _restricted) line.MayHaveEdge |= line.Plan.From is { } at && _changes.ContainsKey(at);   // before its end
        Deliver();
        return true;
    }

    /// <summary>The guest as it is to be now: a front-end keeps what it has read, and its socket.</summary>
    private GuestPlan InForce(GuestPlan wanted, RigPlan rig, Dictionary<string, GuestPlan> pending)
    {
        if (!Guests.TryGetValue(wanted.Id, out var guest) || !guest.IsConnected) return wanted;
        var now = guest.Plan;
        if (!RigEquality.SameShape(now, wanted))
        {
            Refused.Add(wanted.Id);
            pending[wanted.Id] = wanted;
            return now with
            {
                Lines = [.. now.Lines.Select(line => line.From is { } at && !Has(rig, at) ? line with { From = null } : line)],
            };
        }

        if (RigEquality.SameEndpoint(now, wanted)) return wanted;
        Refused.Add(wanted.Id);
        return wanted with { SocketPath = now.SocketPath };
    }

    private static bool Has(RigPlan rig, ChipLineAddress at) =>
        rig.Chips.FirstOrDefault(chip => chip.Id == at.Chip) is { } chip && at.Index < chip.Lines.Length;

    /// <summary>Lines that let go of their chip line: they get another, or their guest gets other lines or goes.</summary>
    private HashSet<ModelLine> Movers(RigPlan target)
    {
        HashSet<ModelLine> movers = [];
        foreach (var (id, guest) in Guests)
        {
            var wanted = target.Guests.FirstOrDefault(plan => plan.Id == id);
            bool all = wanted is null || !RigEquality.SameShape(guest.Plan, wanted);
            movers.UnionWith(guest.Lines.Where(line => all || wanted!.Lines[line.Plan.Line].From != line.Plan.From));
        }

        return movers;
    }

    /// <summary>Whether a line that moves wants to drive a line that another drives then.</summary>
    private bool Conflicts(RigPlan target, HashSet<ModelLine> movers)
    {
        var claims = new HashSet<ChipLineAddress>(Guests.Values.SelectMany(guest => guest.Lines)
            .Where(line => line.Claims && !movers.Contains(line)).Select(line => line.Plan.From!.Value));
        foreach (var (id, guest) in Guests)
        {
            var wanted = target.Guests.FirstOrDefault(plan => plan.Id == id);
            if (wanted is null || !RigEquality.SameShape(guest.Plan, wanted)) continue;
            foreach (var line in guest.Lines.Where(movers.Contains))
            {
                var plan = wanted.Lines[line.Plan.Line];
                bool drives = line.Direction == GpioDirection.Out && guest.IsConnected && plan.Access != LineAccess.In;
                if (plan.From is not { } at || !drives) continue;
                bool exclusive = target.Chips.First(chip => chip.Id == at.Chip).Lines[at.Index].Resolve == ResolveRule.Exclusive;
                bool stimulated = _nets.TryGetValue(at, out var net) && net.Stimulus is not null;
                if (exclusive && (stimulated || claims.Contains(at))) return true;
                claims.Add(at);
            }
        }

        return false;
    }

    private void PutInForce(RigPlan target, HashSet<ModelLine> movers)
    {
        foreach (var line in movers) line.MayHaveEdge = line.Plan.From is { } at && IsReplanned(target, at);   // before it lets go
        foreach (var line in movers) LetGo(line);
        ReplanChips(target);
        foreach (string gone in Guests.Keys.Where(id => target.Guests.All(plan => plan.Id != id)).ToArray()) Guests.Remove(gone);
        foreach (var plan in target.Guests)
        {
            if (!Guests.TryGetValue(plan.Id, out var guest))
            {
                Guests[plan.Id] = new ModelGuest(plan);
                continue;
            }

            bool sameShape = RigEquality.SameShape(guest.Plan, plan);
            guest.Plan = plan;
            if (!sameShape) guest.Lines = [.. plan.Lines.Select(line => new ModelLine(line))];
            else foreach (var line in guest.Lines) Take(guest, line, plan.Lines[line.Plan.Line], movers.Contains(line));
        }

        Plan = target;
    }

    private bool IsReplanned(RigPlan target, ChipLineAddress at) =>
        !Has(target, at) || target.Chips.First(chip => chip.Id == at.Chip).Lines[at.Index] != _nets[at].Plan;

    private void LetGo(ModelLine line)
    {
        if (line.Plan.From is not { } at) return;
        var leaves = line.Wanted(away: true, line.Drive);
        if (line.Drive != Driven.Nothing) _changes[at] = _changes.GetValueOrDefault(at) + 1;
        line.Drive = Driven.Nothing;
        if (leaves != Driven.Nothing) _nets[at].Left = leaves;
    }

    private void ReplanChips(RigPlan target)
    {
        foreach (var at in _nets.Keys.Where(at => !Has(target, at)).ToArray()) _nets.Remove(at);
        foreach (var chip in target.Chips)
        {
            for (int i = 0; i < chip.Lines.Length; i++)
            {
                var at = new ChipLineAddress(chip.Id, i);
                if (!_nets.TryGetValue(at, out var net)) _nets[at] = new ModelNet(chip.Lines[i]);
                else if (net.Plan != chip.Lines[i])
                {
                    net.Plan = chip.Lines[i];
                    _changes[at] = _changes.GetValueOrDefault(at) + 1;
                }
            }
        }
    }

    private void Take(ModelGuest guest, ModelLine line, GuestLinePlan plan, bool moved)
    {
        line.Plan = plan;
        bool away = guest.Presence == Presence.Away;
        if (line.IsForbidden)
        {
            _restricted.Add(line);
            if (moved) line.Drive = Driven.Nothing;
            End(guest.Plan.Id, line);
        }
        else if (moved) Drive(line, line.Wanted(away, Driven.Nothing));
        else if (!line.Claims) Drive(line, line.Wanted(away, line.Drive));
    }

    /// <summary>What a line senses of a change. The order in which lines let go and take is the hub's own: where a net changes more than
    /// once, or while a line comes to it, an edge may come that levels before and after do not show.</summary>
    private void SenseChange(ModelLine line, bool stayed, Dictionary<ChipLineAddress, bool> before)
    {
        if (line.Plan.From is not { } at || line.Irq == IrqType.None) return;
        int changes = _changes.GetValueOrDefault(at);
        if (stayed && before.TryGetValue(at, out bool was) && was != Level(at)) Sense(line, was, Level(at));
        line.MayHaveEdge |= changes > (stayed ? 1 : 0);
    }

    /// <summary>A change that is undone: nets may have gone and come back.</summary>
    private void Glitch(HashSet<ModelLine> movers, RigPlan target)
    {
        HashSet<ChipLineAddress> touched = [.. movers.Select(line => line.Plan.From).OfType<ChipLineAddress>()];
        foreach (var guest in target.Guests) touched.UnionWith(guest.Lines.Select(line => line.From).OfType<ChipLineAddress>());
        touched.UnionWith(_nets.Keys.Where(at => IsReplanned(target, at)));
        foreach (var line in Guests.Values.SelectMany(guest => guest.Lines))
        {
            bool near = movers.Contains(line) || (line.Plan.From is { } from && touched.Contains(from));
            if (line.Irq != IrqType.None && near) line.MayHaveEdge = true;
        }
    }
}
