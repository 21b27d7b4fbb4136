using System.Collections.Immutable;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Chips;

/// <content>Guest lines that come and go, and settings that change, while the chip is in use. No request and no edge passes here.</content>
public sealed partial class ChipDesk
{
    /// <summary>Maps a guest line to a line of this chip. Doing it twice changes nothing.</summary>
    public void Admit(ChipUser user)
    {
        if (user.IsDetached || nets.Users.Contains(user)) return;
        nets.Admit(user);
        if (user.SameReactor) user.Desk = this;                            // until now its operations came by message, behind the admission
    }

    /// <summary>Ends a mapping: the guest line lets go by its <c>onRelease</c>, and hears nothing more from here. Doing it twice changes
    /// nothing.</summary>
    /// <remarks>An operation of the line that is at the device stays there, since nobody can call it back. Its answer is ignored, and the
    /// pin is then made what its net wants.</remarks>
    public void Dismiss(ChipUser user)
    {
        if (user.IsDetached) return;
        user.IsDetached = true;
        if (!nets.Users.Contains(user)) return;
        var net = user.Net;
        var released = user.Desired with { Irq = IrqType.None, Released = true };
        bool? undriven = port.IsDevice ? net.State.Driven(net.Plan) : null;
        Changed(net, net.Commit(user, released, writes: false, undriven), user.Guest);
        Changed(net, nets.Dismiss(user), user.Guest);
        Settle(net);
    }

    /// <summary>Changes what a mapping may do. If the guest is away, what it left driving follows the new <c>onRelease</c> at
    /// once.</summary>
    public void Remap(ChipUser user, GuestLinePlan plan)
    {
        if (user.IsDetached) return;
        user.Plan = plan;
        bool? undriven = port.IsDevice ? user.Net.State.Driven(user.Net.Plan) : null;
        if (Driving.Claims(user.Drive)) return;
        Changed(user.Net, user.Net.Commit(user, user.Desired, writes: false, undriven), user.Guest);
        Settle(user.Net);
    }

    /// <summary>Takes over another plan of the same chip. Lines that are gone have no users by then.</summary>
    public void Replan(ChipPlan plan)
    {
        var gone = nets.Replan(plan);
        port.Replanned(plan);
        foreach (var net in gone)
        {
            Abandon(net);
            ForgetTimed(net);
        }

        ForgetLookers(gone);
        foreach (var net in nets.All)
        {
            var line = plan.Lines[net.Index];
            if (line == net.Plan) continue;
            port.Reconfigure(net);
            Changed(net, net.Replan(line), "configuration");
            if (net.Faults is { } chain)
            {
                Keep(net, Shown(net, chain, chain.WithPull(NetState.Pull(line), environment.Clock.NowNs), "configuration",
                    environment.Clock.NowNs));
            }
            AskToSettle(net);
        }
    }

    /// <summary>Follows a change of the plan, so that it can be undone.</summary>
    public void Follow(ChipProtocol.ChangePhase phase)
    {
        foreach (var net in nets.All)
        {
            switch (phase)
            {
                case ChipProtocol.ChangePhase.Begins:
                    net.Remember();
                    break;
                case ChipProtocol.ChangePhase.Refused:
                    net.BeginUndo();
                    break;
                default:
                    Changed(net, net.Undo(), "configuration");
                    Settle(net);
                    break;
            }
        }
    }

    /// <summary>The device has found where the new lines are.</summary>
    public void Found(ImmutableArray<FoundPin> lines)
    {
        foreach (var (index, line) in lines)
        {
            if (index >= nets.All.Length) continue;
            Show(nets[index], line);
            Settle(nets[index]);
        }
    }

    /// <summary>Settles the net at once, or when the operation at the device has come back.</summary>
    private void AskToSettle(Net net)
    {
        if (!port.IsDevice) return;
        if (net.Settling.Outstanding && !net.Unsettled)
        {
            net.Unsettled = true;
            _chip.Tell(NetProtocol.PinUnsettled.Instance, Akka.Actor.ActorRefs.NoSender);
        }

        Settle(net);
    }

    /// <summary>Ends an operation whose line was mapped elsewhere while the operation was at the device.</summary>
    private void Forget(LineOperation operation, ChipOutcome outcome)
    {
        var net = operation.Net;
        NoteOutcome(operation, outcome);
        if (operation.Sensed is { } sensed && !port.Tracks(net)) Changed(net, net.Show(sensed), "hardware");
        Settle(net);
    }

    private void ForgetLookers(IReadOnlyList<Net> gone)
    {
        if (gone.Count == 0) return;
        int[] lines = [.. gone.Select(net => net.Index)];
        foreach (var (subscription, looking) in health.Looking.ToArray()) health.Looking[subscription] = looking.Except(lines);
        for (int i = 0; i < health.Subscribers.Count; i++)
        {
            health.Subscribers[i] = new ChipHealth.Subscriber(health.Subscribers[i].Lines.Except(lines),
                health.Subscribers[i].Subscription);
        }
    }
}
