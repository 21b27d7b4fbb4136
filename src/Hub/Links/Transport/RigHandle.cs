using System.Net;
using Akka.Actor;
using Akka.Remote.Transport;
using GpioHub.Hub.Links.Wire;
using Google.Protobuf;

namespace GpioHub.Hub.Links.Transport;

/// <summary>A connection to another hub, or from somebody who may be one: only frames of hubs come through, and not too many. Messages go
/// to the door; Akka.Remote gets the rest.</summary>
internal sealed class RigHandle : AbstractTransportAdapterHandle
{
    private readonly RigGate _gate;

    /// <param name="way">Where this host has connected to; null = the other has connected.</param>
    public RigHandle(AssociationHandle wrapped, Address remote, RigGate gate, IPEndPoint? way)
        : base(wrapped.LocalAddress, remote, wrapped, RigTransport.Scheme)
    {
        _gate = gate;
        IsOutbound = way is not null;
        Host = IsOutbound ? RigAddress.HostOf(remote.Host) : null;
        Socket = way is not null ? SocketText.Of(way) : SocketText.Of($"{wrapped.RemoteAddress.Host}:{wrapped.RemoteAddress.Port}");
        ReadHandlerSource = new TaskCompletionSource<IHandleEventListener>();
        ReadHandlerSource.Task.ContinueWith(ready => wrapped.ReadHandlerSource.TrySetResult(new Filter(this, ready.Result)),
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>This host has connected.</summary>
    public bool IsOutbound { get; }

    /// <summary>Whose connection it is, in lower case; null = nothing has said so yet.</summary>
    public string? Host { get; private set; }

    /// <summary>The other end, for people.</summary>
    public string Socket { get; }

    public override bool Write(ByteString payload) => WrappedHandle.Write(payload);

#pragma warning disable CS0672, CS0618 // Akka.Remote's own handles still end in this way
    public override void Disassociate() => WrappedHandle.Disassociate();
#pragma warning restore CS0672, CS0618

    private void TurnedAway(string why) => _gate.TurnedAway(Host ?? SocketText.WithoutPort(Socket), why);

    /// <summary>What comes over the connection, before Akka.Remote.</summary>
    private sealed class Filter(RigHandle handle, IHandleEventListener next) : IHandleEventListener
    {
        private readonly Allowance _allowance = new(handle._gate.MostFrames, RigGate.NowNs);
        private bool _isCut, _hasSpoken;

        public void Notify(IHandleEvent ev)
        {
            if (_isCut) return;
            if (ev is not InboundPayload { Payload: { } payload }) next.Notify(ev);
            else if (!_allowance.Take(payload.Length, RigGate.NowNs)) handle.TurnedAway("too many messages");
            else Take(payload, ev);
        }

        private void Take(ByteString payload, IHandleEvent ev)
        {
            var kind = RigFrame.Read(payload.Span, handle._gate.Self, out string? host, out var message);
            if (Refusal(kind, host) is { } why) Cut(why);
            else if (kind == FrameKind.Message) handle._gate.Arrived(host!, message);
            else if (kind != FrameKind.Acknowledgement && !_isCut) next.Notify(ev);
        }

        private string? Refusal(FrameKind kind, string? host)
        {
            switch (kind)
            {
                case FrameKind.Heartbeat or FrameKind.Acknowledgement:
                    return null;
                case FrameKind.Associate when _hasSpoken:
                    return "it says twice who it is";
                case FrameKind.Associate:
                    _hasSpoken = true;
                    return handle.Admit(host!);
                case FrameKind.Message:
                    return !_hasSpoken ? "it speaks before it says who it is"
                        : host == handle.Host ? null
                        : $"it speaks for {host}";
                case FrameKind.Disassociate:
                    // Why does not matter: whoever says that this host is to be cut off for ever would be believed.
                    Cut(null);
                    return null;
                default:
                    return "it sends what no hub sends";
            }
        }

        private void Cut(string? why)
        {
            _isCut = true;
            if (why is not null) handle.TurnedAway(why);
            next.Notify(new Disassociated(DisassociateInfo.Unknown));
#pragma warning disable CS0618
            handle.Disassociate();
#pragma warning restore CS0618
        }
    }

    /// <summary>Takes in who speaks.</summary>
    /// <returns>Why it may not; null = it may.</returns>
    private string? Admit(string host)
    {
        if (IsOutbound && host != Host) return _gate.Wrong(Host!, $"{Socket} is {host}");
        if (_gate.Refusal(host, Socket) is { } why) return why;
        Host = host;
        if (!IsOutbound) _gate.Connections.Associated(this);
        return null;
    }
}
