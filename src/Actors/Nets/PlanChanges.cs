using GpioHub.Actors.Wires;
using GpioHub.Recording.Log;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Nets;

/// <summary>Guest lines that go, and settings that change, while the chip is in use. No request and no edge passes here.</summary>
/// <remarks>Chip's reactor only.</remarks>
internal sealed class PlanChanges(ChipNets nets, IPinPort port, NetFaults faults, PinSettler settler)
{
    /// <summary>Ends a mapping: the guest line lets go by its <c>onRelease</c>, and hears nothing more from here. Doing it twice changes
    /// nothing.</summary>
    /// <remarks>An operation of the line that is at the device stays there, since nobody can call it back. Its answer is ignored, and the
    /// pin is then made what its net wants.</remarks>
    public void Detach(Mapping mapping)
    {
        if (mapping.IsDetached) return;
        mapping.IsDetached = true;
        if (!nets.Mappings.Contains(mapping)) return;
        var net = mapping.Net;
        var released = mapping.Desired with { Irq = IrqType.None, Released = true };
        faults.Changed(net, net.Commit(mapping, released, writes: false, settler.Undriven(net)), mapping.Cause);
        net.Queue.Drop(mapping);
        faults.Changed(net, nets.Detach(mapping), mapping.Cause);
        settler.Settle(net);
    }

    /// <summary>Changes what a mapping may do. If the guest is away, what it left driving follows the new <c>onRelease</c> at
    /// once.</summary>
    public void Remap(Mapping mapping, GuestLinePlan plan)
    {
        if (mapping.IsDetached) return;
        mapping.Plan = plan;
        if (Driving.Claims(mapping.Drive)) return;
        var net = mapping.Net;
        faults.Changed(net, net.Commit(mapping, mapping.Desired, writes: false, settler.Undriven(net)), mapping.Cause);
        settler.Settle(net);
    }

    /// <summary>Takes over the settings of lines that a new plan of the chip has changed.</summary>
    public void Replan(ChipPlan plan)
    {
        foreach (var net in nets.All)
        {
            var line = plan.Lines[net.Index];
            if (line == net.Plan) continue;
            port.Reconfigure(net);
            faults.Changed(net, net.Replan(line), LogCause.Configuration);
            faults.Replan(net);
            settler.SettleNowOrLater(net);
        }
    }

    /// <summary>A change of the plan begins that may be undone.</summary>
    public void Begin()
    {
        foreach (var net in nets.All) net.Remember();
    }

    /// <summary>The change is refused: lines get back what they had next.</summary>
    public void Refuse()
    {
        foreach (var net in nets.All) net.BeginUndo();
    }

    /// <summary>The change is undone: lines have what they had.</summary>
    public void Undo()
    {
        foreach (var net in nets.All)
        {
            faults.Changed(net, net.Undo(), LogCause.Configuration);
            settler.Settle(net);
        }
    }
}
