using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Links;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <summary>The lines of the rig's chips that other hosts may have, each as a guest's line would be mapped (LK-01).</summary>
/// <remarks>They are made with the chips, from what the file shares, and not when somebody opens them: so the record has them, and a
/// successor goes on with what other hosts drive.</remarks>
internal sealed class HostLines
{
    private readonly Dictionary<ChipDesk, List<Mapping>> _lines = [];

    /// <summary>The lines of a chip that each host may have.</summary>
    public static IEnumerable<(string Host, int Index)> WantedOf(RigPlan rig, ChipPlan chip) =>
        from peer in rig.Links?.Peers ?? []
        from line in chip.Lines.Index()
        where line.Item.IsShared
        select (peer.Host, line.Index);

    /// <summary>Notes the lines of a chip that were made with it.</summary>
    public void Know(ChipDesk chip, IEnumerable<Mapping> lines) => _lines[chip] = [.. lines];

    /// <summary>What the links are to know.</summary>
    public IReadOnlyCollection<SharedOfHost> Shared(RigPlan plan, IReadOnlyDictionary<string, IActorRef> actors) =>
    [
        .. from entry in _lines
           let id = entry.Key.Nets.Plan.Id
           let chip = plan.Chips.FirstOrDefault(chip => chip.Id == id)
           where chip is not null && actors.ContainsKey(id)
           from mapping in entry.Value
           let line = chip.Lines[mapping.Address.Index]
           group new SharedMapping(new Rules.Links.SharedLine(line.Name, line.Offset, line.Sharing == Sharing.Drive), mapping)
               by (Host: mapping.Guest[1..], id) into lines
           select new SharedOfHost(lines.Key.Host, new SharedChip(lines.Key.id, actors[lines.Key.id], [.. lines])),
    ];

    /// <summary>Follows another plan: lines that are shared no more let go, and new ones come. Chips hear of it before they hear of lines
    /// that are gone.</summary>
    public void Follow(RigWiring rig, RigPlan plan, IReadOnlyDictionary<string, IActorRef> actors)
    {
        foreach (var gone in _lines.Keys.Except(rig.Chips).ToArray()) _lines.Remove(gone);
        foreach (var desk in rig.Chips)
        {
            string id = desk.Nets.Plan.Id;
            if (!_lines.TryGetValue(desk, out var lines)) _lines[desk] = lines = [];
            var chip = plan.Chips.FirstOrDefault(chip => chip.Id == id);
            var wanted = chip is null ? [] : WantedOf(plan, chip).ToHashSet();
            foreach (var mapping in lines.ToArray())
            {
                if (wanted.Remove((mapping.Guest[1..], mapping.Address.Index)) && chip is not null)
                {
                    Remap(rig, mapping, chip, actors[id]);
                    continue;
                }

                actors[id].Tell(new WireProtocol.Detach(mapping, Round: 0), ActorRefs.NoSender);
                lines.Remove(mapping);
            }

            foreach (var (host, index) in wanted.Order())
            {
                var mapping = rig.NewMapping(host, chip!, index);
                mapping.Chip = actors[id];
                lines.Add(mapping);                                        // its chip knows it when its link attaches it
            }
        }
    }

    private static void Remap(RigWiring rig, Mapping mapping, ChipPlan chip, IActorRef actor)
    {
        var now = rig.NewMapping(mapping.Guest[1..], chip, mapping.Address.Index).Plan;
        if (now != mapping.Plan) actor.Tell(new WireProtocol.Remap(mapping, now), ActorRefs.NoSender);
    }
}
