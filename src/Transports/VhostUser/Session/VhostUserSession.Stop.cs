namespace GpioHub.Transports.VhostUser;

/// <remarks>What messages tell about a driver that has gone (VU-47b).</remarks>
public sealed partial class VhostUserSession
{
    private bool _hasRun;
    private uint? _disabledWithReply;

    /// <summary>Looks at a message that has been carried out.</summary>
    private void ConsiderStop(VhostUserMessage message)
    {
        bool isRing = VringState.TryDecode(message.Payload.Span, out VringState state);
        bool running = _rings.Any(r => r.Stage == RingStage.Running);
        _hasRun |= running;
        var facts = new StopFacts(
            message.Request, _hasRun, AllStopped: !running,
            DisabledJustBefore: isRing && _disabledWithReply == state.Index,
            ResetDevice: (ProtocolFeatures & ProtocolFeatures.ResetDevice) != 0);
        bool disables = message.Request == VhostUserRequest.SetVringEnable && isRing && state.Value == 0 && message.Header.NeedsReply;
        _disabledWithReply = disables ? state.Index : null;
        StopVerdict verdict = StopDecision.Decide(facts);
        if (verdict == StopVerdict.Reset && _outcome.Failure is null) _outcome.Emit(new DriverGone($"{message.Request}"));
    }
}
