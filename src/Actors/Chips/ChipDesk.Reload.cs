using System.Collections.Immutable;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Chips;

/// <content>Guest lines that come and go, and settings that change, while the chip is served.
/// Nothing of it is on the way of a request or an edge.</content>
public sealed partial class ChipDesk
{
    /// <summary>A guest line is mapped to one of the chip's from now on. Twice changes nothing.</summary>
    public void Admit(ChipUser user)
    {
        if (!user.IsDetached && !nets.Users.Contains(user)) nets.Admit(user);
    }

    /// <summary>A guest line is mapped elsewhere: it lets go by its <c>onRelease</c>, and hears of nothing here any more.
    /// Twice changes nothing.</summary>
    /// <remarks>An operation of it that is at the device stays there, since nobody can call it back;
    /// what comes of it is nobody's, and the pin is made what its net wants.</remarks>
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

    /// <summary>The mapping may do other things. What a guest that is away left driving follows its new <c>onRelease</c> at once.</summary>
    public void Remap(ChipUser user, GuestLinePlan plan)
    {
        if (user.IsDetached) return;
        user.Plan = plan;
        bool? undriven = port.IsDevice ? user.Net.State.Driven(user.Net.Plan) : null;
        if (Driving.Claims(user.Drive)) return;
        Changed(user.Net, user.Net.Commit(user, user.Desired, writes: false, undriven), user.Guest);
        Settle(user.Net);
    }

    /// <summary>Takes over another plan of the same chip. Lines that are gone have no users any more.</summary>
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

    /// <summary>The device knows where lines are that have come.</summary>
    public void Found(ImmutableArray<FoundPin> lines)
    {
        foreach (var (index, line) in lines)
        {
            if (index >= nets.All.Length) continue;
            Show(nets[index], line);
            Settle(nets[index]);
        }
    }

    /// <summary>Now, or once what is at the device has come back.</summary>
    private void AskToSettle(Net net)
    {
        if (!port.IsDevice) return;
        if (net.Settling.Outstanding && !net.Unsettled)
        {
            net.Unsettled = true;
            _chip.Tell(ChipProtocol.PinUnsettled.Instance, Akka.Actor.ActorRefs.NoSender);
        }

        Settle(net);
    }

    /// <summary>An operation of a line that is mapped elsewhere has come back from the device.</summary>
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
