using Akka.Remote.Transport;
using Google.Protobuf;
using GpioHub.Hub.Links.Wire;

namespace GpioHub.Hub.Links.Transport;

/// <summary>What comes over a connection, before Akka.Remote. The connection's reader only. Source: LK-16, LK-17.</summary>
internal sealed class RigFilter(RigHandle handle, RigGate gate, IHandleEventListener next)
{
    private readonly Allowance _allowance = new(gate.MostFrames, RigGate.NowNs), _parts = new(2 * gate.MostFrames, RigGate.NowNs);
    private int _partsOfStranger;
    private bool _hasSpoken;
    private bool _isTooMuch;

    /// <summary>Bytes of the longest frame that may come now.</summary>
    public int MostBytes => IsStranger ? FrameReader.MostOfStranger : FrameReader.MostBytes;

    private bool IsStranger => handle.Host is null;

    /// <summary>Whether too much has come since the last call: messages, or parts of them. A hub sends a message whole, or a long one in
    /// long parts. Somebody who has not said who it is may have as many as that takes: there is no limit to a host's connections of this
    /// kind but that to all of them.</summary>
    /// <param name="parts">How many have come: records of TLS, else what was read at a time.</param>
    public bool TakeExcess(int parts)
    {
        if (IsStranger && !handle.IsOver && (_partsOfStranger += parts) > FrameReader.MostOfStranger)
        {
            TurnedAway("it brings too much before it says who it is");
            handle.End();
        }

        long now = RigGate.NowNs;
        while (parts-- > 0) _isTooMuch |= !_parts.Take(0, now);
        bool isTooMuch = _isTooMuch;
        _isTooMuch = false;
        return isTooMuch;
    }

    public void Take(ReadOnlySpan<byte> frame)
    {
        if (handle.IsOver) return;
        if (!_allowance.Take(frame.Length, RigGate.NowNs))
        {
            _isTooMuch = true;
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
