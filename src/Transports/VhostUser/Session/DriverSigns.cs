using GpioHub.Transports.Records;

namespace GpioHub.Transports.VhostUser;

/// <summary>What messages tell about a driver that has gone (VU-47b): <see cref="StopDecision"/>, and what it has to know of earlier
/// ones.</summary>
internal sealed class DriverSigns
{
    private bool _hasRun;
    private uint? _disabledWithReply;

    /// <summary>Looks at a message that has been carried out; every message, in order.</summary>
    /// <param name="running">A ring runs.</param>
    /// <param name="canReset">RESET_DEVICE is negotiated.</param>
    public StopVerdict Look(VhostUserMessage message, bool running, bool canReset)
    {
        bool isRing = VringState.TryDecode(message.Payload.Span, out VringState state);
        _hasRun |= running;
        var facts = new StopFacts(
            message.Request, _hasRun, AllStopped: !running,
            DisabledJustBefore: isRing && _disabledWithReply == state.Index,
            ResetDevice: canReset);
        bool disables = message.Request == VhostUserRequest.SetVringEnable && isRing && state.Value == 0 && message.Header.NeedsReply;
        _disabledWithReply = disables ? state.Index : null;
        return StopDecision.Decide(facts);
    }

    internal void Describe(ImageWriter into)
    {
        into.Write(_hasRun);
        into.Write(_disabledWithReply);
    }

    internal void Resume(ref ImageReader from)
    {
        _hasRun = from.Flag();
        _disabledWithReply = (uint?)from.Optional();
    }
}
