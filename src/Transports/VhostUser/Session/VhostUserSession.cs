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
    private readonly FeatureNegotiation _features;
    private readonly MemoryNegotiation _memory;
    private readonly ConfigSpace _config;
    private readonly RingTable _rings;
    private readonly DriverSigns _driver = new();
    private readonly List<FileDescriptor> _retired = [];

    private FileDescriptor? _backendChannel;
    private Outcome _outcome;
    private MessageFds _fds = new([]);
    private bool _closed;

    public VhostUserSession(VhostUserOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        _features = new FeatureNegotiation(offer.Features, offer.ProtocolFeatures);
        _memory = new MemoryNegotiation(offer.MaxMemorySlots, offer.AllowUnsizedMemory);
        _config = new ConfigSpace(offer.Config);
        _rings = new RingTable(offer.MaxRingSize);
        _outcome = new Outcome(default, _retired);
    }

    /// <summary>What the front-end accepted; 0 before SET_FEATURES.</summary>
    public DeviceFeatures Features => _features.Accepted ?? default;

    /// <summary>What the front-end accepted; 0 before SET_PROTOCOL_FEATURES.</summary>
    public ProtocolFeatures ProtocolFeatures => _features.Protocol;

    /// <summary>SET_OWNER came.</summary>
    public bool Owned { get; private set; }

    /// <summary>The last value of SET_STATUS; it informs and decides nothing (VU-21).</summary>
    public byte Status { get; private set; }

    /// <summary>requestq, eventq.</summary>
    public IReadOnlyList<Vring> Rings => _rings.Rings;

    /// <summary>Guest RAM as mapped by the owner.</summary>
    public RegionTable Memory => _memory.Table;

    /// <summary>Offers another config space, because the device has other lines. Call it between two messages, while no ring runs: a driver
    /// that probes reads config space then.</summary>
    public void OfferConfig(ReadOnlyMemory<byte> config) => _config.Offer(config);

    /// <summary>Takes one message.</summary>
    /// <param name="message">Its descriptors belong to the session from here on.</param>
    /// <returns>What to do, in order; empty once the session is closed.</returns>
    public IReadOnlyList<SessionEffect> Handle(VhostUserMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        CloseRetired();
        _memory.Drop();
        _outcome = new Outcome(message.Request, _retired);
        _fds = new MessageFds(message.Fds);

        if (!_closed)
        {
            if (message.Header.Fault() is { } fault) _outcome.End(fault);
            else if (message.Payload.Length > VhostUserHeader.MaxPayloadBytes) _outcome.End($"payload of {message.Payload.Length} bytes");
            else if (message.Header.IsReply) _outcome.End($"{message.Request} carries the reply flag");
            else Dispatch(message);
        }

        _fds.CloseRest();
        _closed |= _outcome.Ended;
        if (!_closed) Conclude(message);
        return _outcome.Effects;
    }

    /// <summary>The connection has ended, by either side. The effects are to be carried out before <see cref="Dispose"/>.</summary>
    /// <remarks>Acked features, owner, rings and memory all end here; a new connection is a new session (VU-55).</remarks>
    public IReadOnlyList<SessionEffect> Disconnect()
    {
        _outcome = new Outcome(default, _retired);
        _closed = true;
        _rings.Drop(_outcome);
        _outcome.Emit(new ReleaseMemory());
        return _outcome.Effects;
    }

    /// <summary>Closes every descriptor the session holds. Safe to repeat.</summary>
    public void Dispose()
    {
        _closed = true;
        _memory.Drop();
        _rings.Close();
        _backendChannel?.Dispose();
        CloseRetired();
    }

    /// <summary>What is there for a ring, memory as it will be when the message is carried out.</summary>
    private RingContext Context => new(_features.Accepted, _memory.Coming.Regions.Count > 0);

    /// <summary>A message is carried out, as far as it goes: what is said about it.</summary>
    private void Conclude(VhostUserMessage message)
    {
        if (_outcome.Failure is { } why) _outcome.Emit(new Log(SessionLogLevel.Warning, $"{message.Request} refused: {why}"));
        bool ackWanted = message.Header.NeedsReply && _features.Has(ProtocolFeatures.ReplyAck);
        if (ackWanted && !_outcome.Answered) _outcome.Emit(new Ack());
        StopVerdict verdict = _driver.Look(message, _rings.AnyRuns, _features.Has(ProtocolFeatures.ResetDevice));
        if (verdict == StopVerdict.Reset && _outcome.Failure is null) _outcome.Emit(new DriverGone($"{message.Request}"));
    }

    private void CloseRetired()
    {
        foreach (FileDescriptor handle in _retired) handle.Dispose();
        _retired.Clear();
    }
}
