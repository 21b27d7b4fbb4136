using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>The back-end's side of one vhost-user connection: messages in, ordered effects out.</summary>
/// <remarks>
/// <para>Its only system call is closing descriptors; it knows no clock and no actor. Its owner carries out the effects of a message one by
/// one and reports the result of those that can fail. Only then does it hand in the next message.</para>
/// <para>Nothing that a front-end sends makes it throw. Every descriptor that reaches it is closed: at once if the message fails, otherwise
/// when it is replaced (after the effects that replace it) or when the session is disposed.</para>
/// Source: vhost-user protocol; requirements VU-01 … VU-35, VU-40 … VU-52, VU-55, VU-59. Not thread-safe.
/// </remarks>
public sealed partial class VhostUserSession : IDisposable
{
    private VhostUserOffer _offer;
    private readonly Vring[] _rings;
    private readonly List<FileDescriptor> _retired = [];

    private List<SessionEffect> _effects = [];
    private MessageFds _fds = new([]);
    private VhostUserRequest _request;
    private string? _failure;
    private bool _answered;
    private bool _closed;

    public VhostUserSession(VhostUserOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        _offer = offer;
        _rings = [.. Enumerable.Range(0, VhostUserOffer.RingCount).Select(i => new Vring(i))];
    }

    /// <summary>What the front-end accepted; 0 before SET_FEATURES.</summary>
    public DeviceFeatures Features { get; private set; }

    /// <summary>What the front-end accepted; 0 before SET_PROTOCOL_FEATURES.</summary>
    public ProtocolFeatures ProtocolFeatures { get; private set; }

    /// <summary>SET_OWNER came.</summary>
    public bool Owned { get; private set; }

    /// <summary>The last value of SET_STATUS; it informs and decides nothing (VU-21).</summary>
    public byte Status { get; private set; }

    /// <summary>requestq, eventq.</summary>
    public IReadOnlyList<Vring> Rings => _rings;

    /// <summary>Takes one message.</summary>
    /// <param name="message">Its descriptors belong to the session from here on.</param>
    /// <returns>What to do, in order; empty once the session is closed.</returns>
    public IReadOnlyList<SessionEffect> Handle(VhostUserMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        CloseRetired();
        DropPendingMemory();
        _effects = [];
        _fds = new MessageFds(message.Fds);
        (_request, _failure, _answered) = (message.Request, null, false);

        if (!_closed)
        {
            if (message.Header.Fault() is { } fault) End(fault);
            else if (message.Payload.Length > VhostUserHeader.MaxPayloadBytes) End($"payload of {message.Payload.Length} bytes");
            else if (message.Header.IsReply) End($"{_request} carries the reply flag");
            else Dispatch(message);
        }

        _fds.CloseRest();
        if (_failure is not null && !_closed) Emit(new Log(SessionLogLevel.Warning, $"{_request} refused: {_failure}"));
        bool ackWanted = message.Header.NeedsReply && (ProtocolFeatures & ProtocolFeatures.ReplyAck) != 0;
        if (ackWanted && !_answered && !_closed) Emit(new Ack());
        if (!_closed) ConsiderStop(message);
        return _effects;
    }

    /// <summary>The answer to the message in hand: 0, or 1 if it or one of its effects failed (VU-03).</summary>
    public byte[] CompleteAck()
    {
        if (DropPendingMemory()) _failure ??= "the owner did not report";
        CloseRetired();
        return VhostUserFrame.Reply(_request, _failure is null ? 0UL : 1UL);
    }

    /// <summary>The connection has ended, by either side. The effects are to be carried out before <see cref="Dispose"/>.</summary>
    /// <remarks>Acked features, owner, rings and memory all end here; a new connection is a new session (VU-55).</remarks>
    public IReadOnlyList<SessionEffect> Disconnect()
    {
        _effects = [];
        _closed = true;
        foreach (Vring ring in _rings) StopAndForget(ring, RingStopKind.Drop);
        Emit(new ReleaseMemory());
        return _effects;
    }

    /// <summary>Closes every descriptor the session holds. Safe to repeat.</summary>
    public void Dispose()
    {
        _closed = true;
        DropPendingMemory();
        foreach (Vring ring in _rings)
        {
            ring.Kick?.Dispose();
            ring.Call?.Dispose();
            ring.Err?.Dispose();
            (ring.Kick, ring.Call, ring.Err) = (null, null, null);
        }
        _backendChannel?.Dispose();
        CloseRetired();
    }

    private void Emit(SessionEffect effect) => _effects.Add(effect);

    /// <summary>Refuses the message, which then has no effect. It is answered 1 if an answer is wanted, otherwise only logged
    /// (VU-04).</summary>
    private void Fail(string reason) => _failure ??= reason;

    /// <summary>Ends the connection, because nothing sensible can follow.</summary>
    private void End(string reason)
    {
        if (_closed) return;
        _closed = true;
        Emit(new Close(reason));
    }

    private void Answer(ReadOnlySpan<byte> payload)
    {
        _answered = true;
        Emit(new Reply(VhostUserFrame.Reply(_request, payload)));
    }

    private void Answer(ulong value)
    {
        _answered = true;
        Emit(new Reply(VhostUserFrame.Reply(_request, value)));
    }

    private bool Offers(ProtocolFeatures feature) => (_offer.ProtocolFeatures & feature) == feature;

    private void Retire(FileDescriptor? handle)
    {
        if (handle is not null) _retired.Add(handle);
    }

    private void CloseRetired()
    {
        foreach (FileDescriptor handle in _retired) handle.Dispose();
        _retired.Clear();
    }
}
