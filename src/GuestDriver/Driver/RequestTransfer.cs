using System.Buffers.Binary;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A requestq message with its answer; the object and its buffer are reused.</summary>
/// <remarks>Source: virtio v1.2 §5.18.6. The response (2 bytes, or 1 + N) lies directly behind the request (8 bytes,
/// device-readable).</remarks>
public sealed class RequestTransfer : Transfer
{
    private const int GpioRequestSize = 8;
    private const byte Untouched = 0xEE;

    private readonly GuestRam _ram;
    private readonly ulong _address;
    private readonly byte[] _response;
    private readonly ulong _answer;
    private Action<RequestTransfer, Exception?>? _done;

    /// <param name="responseSize">Bytes: 2, or 1 + gpio_names_size.</param>
    public RequestTransfer(GuestRam ram, int responseSize)
    {
        _ram = ram;
        _address = ram.Allocate((ulong)(GpioRequestSize + responseSize));
        _response = new byte[responseSize];
        _answer = _address + GpioRequestSize;
        Buffers = [new GuestBuffer(_address, GpioRequestSize, Writable: false),
            new GuestBuffer(_answer, (uint)responseSize, Writable: true)];
    }

    public override GuestBuffer[] Buffers { get; }

    public GpioMessage Message { get; private set; }

    public ushort Line { get; private set; }

    public uint Value { get; private set; }

    /// <summary>The response's bytes, copied out when the chain was used; as many as the device says it wrote.</summary>
    public ReadOnlySpan<byte> Response => _response.AsSpan(0, UsedLength);

    private int UsedLength { get; set; }

    public GpioReply Reply => new((GpioStatus)_response[0], _response[1]);

    /// <param name="done">Called once, under the core's lock; the exception says why there is no answer.</param>
    public void Prepare(GpioMessage message, ushort line, uint value, Action<RequestTransfer, Exception?> done)
    {
        (Message, Line, Value, _done) = (message, line, value, done);
        Span<byte> request = stackalloc byte[GpioRequestSize];
        BinaryPrimitives.WriteUInt16LittleEndian(request, (ushort)message);
        BinaryPrimitives.WriteUInt16LittleEndian(request[2..], line);
        BinaryPrimitives.WriteUInt32LittleEndian(request[4..], value);
        _ram.Memory.TryWrite(_address, request);
        _ram.Memory.TryFill(_answer, (uint)_response.Length, Untouched);
    }

    public override void Complete(uint usedLength)
    {
        UsedLength = (int)usedLength;
        _ram.Memory.TryRead(_answer, _response);
        Finish(Fault() is { } fault ? new VhostUserPeerException($"{Message} of line {Line}: {fault}") : null);
    }

    public override void Abandon(Exception why) => Finish(why);

    private void Finish(Exception? why)
    {
        Action<RequestTransfer, Exception?>? done = _done;
        _done = null;
        done?.Invoke(this, why);
    }

    /// <summary>Checks everything that the device wrote (VG-G-12).</summary>
    private string? Fault()
    {
        bool names = Message == GpioMessage.GetLineNames;
        if (names ? UsedLength < 1 : UsedLength != _response.Length) return $"used.len {UsedLength}, expected {_response.Length}";
        if (_response[0] > (byte)GpioStatus.Error) return $"status {_response[0]}, expected 0 or 1";
        if (names) return null;

        byte highest = (Message, (GpioStatus)_response[0]) switch
        {
            (GpioMessage.GetDirection, GpioStatus.Ok) => (byte)GpioDirection.In,
            (GpioMessage.GetValue, GpioStatus.Ok) => 1,
            _ => 0,
        };
        return _response[1] > highest ? $"value {_response[1]} with status {_response[0]}, expected at most {highest}" : null;
    }
}
