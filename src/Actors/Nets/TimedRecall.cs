using GpioHub.Actors.Wires;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Pulses;

namespace GpioHub.Actors.Nets;

/// <summary>Goes on with the faults and pulses that the process before has left: each at its step, with what is under way and what is left
/// of its time. What was due meanwhile happens when the chip's actor first lets time pass, in order. Chip's reactor only.</summary>
internal sealed class TimedRecall(ChipFaults ofChip, TimedNets timed) : ITimedRecall
{
    private readonly Dictionary<Net, List<(int Position, FaultLink Link, long Ns)>> _links = [];
    private readonly List<ChipFault> _chipFaults = [];
    private readonly Dictionary<Net, long> _ranks = [];

    public void Fault(Net net, long rank, int position, FaultLink link, long ns)
    {
        if (!_links.TryGetValue(net, out var links)) _links[net] = links = [];
        links.Add((position, link, ns));
        _ranks[net] = rank;
    }

    public void ChipFault(ChipFault fault) => _chipFaults.Add(fault);

    public void Pulse(Net net, long rank, PulseState pulse)
    {
        timed.SetPulse(net, pulse);
        _ranks[net] = rank;
    }

    /// <summary>Puts all of it in force.</summary>
    public void Apply()
    {
        foreach (var (net, links) in _links)
        {
            var inOrder = links.OrderBy(link => link.Position).ToArray();
            net.Faults = new FaultChain(inOrder[0].Link.State.Input, inOrder.Max(link => link.Ns), [.. inOrder.Select(link => link.Link)]);
            foreach (var mapping in net.Mappings) mapping.Edges.Level = net.Level;
        }

        timed.Recall(_ranks);
        ofChip.Recall(_chipFaults);
    }
}
