using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;

namespace GpioHub.Actors.Nets;

/// <summary>What is wrong with pins of a device: refusals, lines that cannot be used, lines without an interrupt. Each is counted, kept
/// or logged here.</summary>
/// <remarks>Chip's reactor only.</remarks>
internal sealed class PinTroubles(IPinPort port, ChipContact contact, IMonotonicClock clock)
{
    private readonly LogThrottle _throttle = new();

    /// <summary>Notes how an operation ended. A refusal may leave in doubt what the pin is like.</summary>
    public void NoteOutcome(PortOperation operation, ChipOutcome outcome)
    {
        var (net, pin) = (operation.Net, operation.Net.Device);
        if (outcome == ChipOutcome.Refused && operation.Why is { } why && why != pin.Problem && _throttle.Allows(clock.NowNs))
        {
            contact.SayHeldBack(_throttle);
            contact.LogOf(net).Error("{Reason}; answered ERR", why);
        }

        if (operation.Ask == ChipAsk.Read) return;
        bool untouched = operation.Pin.Mode == PinMode.AsIs || (outcome == ChipOutcome.Refused && !port.Holds(net));
        net.AsIs &= untouched;   // a direction can only be changed, not taken back; and a refusal may have applied it
        if (outcome == ChipOutcome.Gone) return;
        bool doubtful = outcome == ChipOutcome.Refused && port.Holds(net);
        if (doubtful && (!pin.Unsettled || operation is not LineOperation)) contact.Tell(NetProtocol.PinUnsettled.Instance);
        pin.Unsettled = doubtful;
    }

    /// <summary>The pin was not yet as its net wants it, and must become so.</summary>
    public void NoteUnsettled(Net net)
    {
        if (net.Device.Unsettled) return;
        net.Device.Unsettled = true;
        contact.Tell(NetProtocol.PinUnsettled.Instance);
    }

    /// <summary>Notes whether an answer of the port says that the line can, or cannot, be used as it should.</summary>
    public void NoteArrival(Net net, in PortArrival shown)
    {
        if (shown.Held is { } held) NoteProblem(net, held ? null : shown.Why);
        if (shown.IsSampled) NoteSampled(net);
    }

    /// <summary>Keeps why the device's line cannot be used; null = it can.</summary>
    public void NoteProblem(Net net, string? problem)
    {
        if (problem == net.Device.Problem) return;
        if (problem is not null) contact.LogOf(net).Error("{Problem}", problem);
        else contact.LogOf(net).Info("free again");
        net.Device.Problem = problem;
    }

    /// <summary>The device cannot tell changes of this line; the log says so once (GU-22).</summary>
    private void NoteSampled(Net net)
    {
        if (net.Device.SampledSaid) return;
        net.Device.SampledSaid = true;
        contact.LogOf(net).Info(
            "no interrupt; read every {PeriodMs} ms while somebody waits for its edges, and shorter pulses are lost",
            net.Plan.Sample!.Value.TotalMilliseconds);
    }
}
