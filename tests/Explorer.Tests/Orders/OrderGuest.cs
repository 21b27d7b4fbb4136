using System.Buffers.Binary;
using GpioHub.Explorer.Worlds;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>A guest whose rings the test works by hand. As with Linux, the pairs of a line share one response byte, and a line has one
/// request at a time.</summary>
internal sealed class OrderGuest(VhostUserFrontEnd frontEnd, OrderPlan plan)
{
    private readonly ulong[] _pairs = Places(frontEnd, plan, 16);
    private readonly ulong[] _requests = Places(frontEnd, plan, 32);

    public VhostUserFrontEnd FrontEnd => frontEnd;

    /// <summary>Lines of the requests that no intake has seen, in ring order.</summary>
    public Queue<int> Asked { get; } = new();

    public ulong PairByte(int line) => _pairs[line] + 2;

    public ulong AnswerByte(int line) => _requests[line] + 8;

    /// <summary>Whether a store there, in a flush, shows the driver what was written before: used.idx, or the flags of a used descriptor.
    /// Of these a flush stores those of the first one last, and no others through an address.</summary>
    public bool Publishes(int ring, ulong address)
    {
        var at = frontEnd.Rings[ring].Addresses;
        if (!plan.Packed) return address == at.Used + SplitLayout.Index;
        ulong into = address - at.Descriptors;
        return into < PackedLayout.RingSize(frontEnd.Rings[ring].Size)
            && into % PackedLayout.DescriptorSize == PackedLayout.DescriptorFlags;
    }

    public IrqStatus PairStatus(int line) => (IrqStatus)Byte(PairByte(line));

    public GpioStatus AnswerStatus(int line) => (GpioStatus)Byte(AnswerByte(line));

    public void Queue(OrderCheck check, int line)
    {
        Offer(1, line, _pairs[line], 2, PairByte(line), 1);
        check.Step(MoveKind.Call, line, OrderPlan.QueueCall);
    }

    public void AskType(OrderCheck check, int line, IrqType type)
    {
        Ask(line, GpioMessage.SetIrqType, (uint)type);
        check.Step(MoveKind.Call, line, OrderPlan.CallOf(type));
    }

    public void AskDirection(OrderCheck check, int line, bool input)
    {
        Ask(line, GpioMessage.SetDirection, (uint)(input ? GpioDirection.In : GpioDirection.None));
        check.Step(MoveKind.SetsDirection, line, (int)(input ? RequestKind.DirectionIn : RequestKind.DirectionNone));
    }

    /// <summary>Takes the next used pair, if there is one.</summary>
    public void TakePair(OrderCheck check)
    {
        if (frontEnd.Rings[1].Ring.Collect(out var used) != CollectResult.Used) return;
        int line = (int)used.Token;
        if (check[line].ByteValid != (PairStatus(line) == IrqStatus.Valid)) check.Wrong($"line {line}: the pair says {PairStatus(line)}");
        check.Step(MoveKind.EventUsed, line);
    }

    /// <summary>Takes the next used answer, if there is one.</summary>
    public void TakeAnswer(OrderCheck check)
    {
        if (frontEnd.Rings[0].Ring.Collect(out var used) != CollectResult.Used) return;
        int line = (int)used.Token;
        if (check[line].RequestFailed != (AnswerStatus(line) == GpioStatus.Error)) check.Wrong($"line {line}: {AnswerStatus(line)}");
        check.Step(MoveKind.RequestUsed, line);
    }

    /// <summary>GET_VRING_BASE of the eventq.</summary>
    public void StopEventq() => frontEnd.Rings[1].Base = BinaryPrimitives.ReadUInt32LittleEndian(frontEnd.Channel.Ask(
        FrontEndRequest.GetVringBase, FrontEndWire.VringState(1, 0), FrontEndWire.VringStateSize).AsSpan(4));

    public void StartEventq()
    {
        var ring = frontEnd.Rings[1];
        var channel = frontEnd.Channel;
        channel.Tell(FrontEndRequest.SetVringNum, FrontEndWire.VringState(1, ring.Size));
        channel.Tell(FrontEndRequest.SetVringBase, FrontEndWire.VringState(1, ring.Base));
        channel.Tell(FrontEndRequest.SetVringAddr, FrontEndWire.VringAddr(1, GuestRam.ToUser(ring.Addresses.Descriptors),
            GuestRam.ToUser(ring.Addresses.Used), GuestRam.ToUser(ring.Addresses.Avail)));
        ring.Kick.Signal();
        channel.Tell(FrontEndRequest.SetVringKick, FrontEndWire.Of(1), needReply: false, ring.Kick);
        frontEnd.Enable(1, on: true);
    }

    private static ulong[] Places(VhostUserFrontEnd frontEnd, OrderPlan plan, ulong bytes)
    {
        ulong[] places = [.. Enumerable.Range(0, plan.Lines).Select(_ => frontEnd.Ram.Allocate(bytes))];
        for (int line = 0; line < plan.Lines; line++)
            if (bytes == 16) frontEnd.Ram.Memory.TryWrite(places[line], [(byte)line, 0]);
        return places;
    }

    private byte Byte(ulong address)
    {
        Span<byte> one = stackalloc byte[1];
        frontEnd.Ram.Memory.TryRead(address, one);
        return one[0];
    }

    private void Ask(int line, GpioMessage type, uint value)
    {
        Span<byte> request = stackalloc byte[GpioRequest.Size];
        BinaryPrimitives.WriteUInt16LittleEndian(request, (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(request[2..], (ushort)line);
        BinaryPrimitives.WriteUInt32LittleEndian(request[4..], value);
        frontEnd.Ram.Memory.TryWrite(_requests[line], request);
        Asked.Enqueue(line);
        Offer(0, line, _requests[line], GpioRequest.Size, AnswerByte(line), 2);
    }

    private void Offer(int ring, int line, ulong request, uint length, ulong answer, uint room)
    {
        var it = frontEnd.Rings[ring];
        ReadOnlySpan<GuestBuffer> buffers = [new(request, length, Writable: false), new(answer, room, Writable: true)];
        if (!it.Ring.TryAdd(buffers, 0, (ulong)line, out _)) throw new InvalidOperationException($"ring {ring} takes no more");
        if (it.Ring.Publish()) it.Kick.Signal();
    }
}
