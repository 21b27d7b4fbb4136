using Akka.Remote.Transport;
using Google.Protobuf;
using GpioHub.Hub.Links.Wire;

namespace GpioHub.Hub.Links.Transport;

/// <summary>What comes over a connection, before Akka.Remote. The connection's reader only. Source: LK-16, LK-17.</summary>
internal sealed class RigFilter(RigHandle handle, RigGate gate, IHandleEventListener next)
{
    private readonly Allowance _allowance = new(gate.MostFrames, RigGate.NowNs);
    private bool _hasSpoken;
    private bool _hasRefused;

    /// <summary>Whether something was too much since the last call.</summary>
    public bool TakeRefusals()
    {
        bool has = _hasRefused;
        _hasRefused = false;
        return has;
    }

    public void Take(ReadOnlySpan<byte> frame)
    {
        if (handle.IsOver) return;
        if (!_allowance.Take(frame.Length, RigGate.NowNs))
        {
            _hasRefused = true;
            TurnedAway("too many messages");
            return;
        }

        var kind = RigFrame.Read(frame, gate.Self, out string? host, out var message);
        if (Refusal(kind, host) is { } why)
        {
            TurnedAway(why);
            handle.End();
        }
        else if (kind == FrameKind.Message) gate.Arrived(host!, message);
        else if (kind is FrameKind.Associate or FrameKind.Heartbeat) next.Notify(new InboundPayload(ByteString.CopyFrom(frame)));
        // Why does not matter: whoever says that this host is to be cut off for ever would be believed.
        else if (kind == FrameKind.Disassociate) handle.End();
    }

    private string? Refusal(FrameKind kind, string? host)
    {
        switch (kind)
        {
            case FrameKind.Heartbeat or FrameKind.Acknowledgement or FrameKind.Disassociate:
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
            default:
                return "it sends what no hub sends";
        }
    }

    private void TurnedAway(string why) => gate.TurnedAway(handle.Host ?? SocketText.WithoutPort(handle.Socket), why);
}
