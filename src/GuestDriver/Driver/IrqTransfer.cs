using System.Buffers.Binary;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>The one eventq pair of a line (VG-G-08).</summary>
/// <remarks>Source: virtio v1.2 §5.18.7. Request: le16 line; response: u8 status.</remarks>
public sealed class IrqTransfer : Transfer
{
    private const int RequestSize = 2;
    private const byte Untouched = 0xEE;

    private readonly GuestRam _ram;
    private readonly ulong _address;
    private readonly Action<IrqStatus> _returned;

    /// <param name="returned">Called under the core's lock each time the pair comes back.</param>
    public IrqTransfer(GuestRam ram, ushort line, Action<IrqStatus> returned)
    {
        (_ram, Line, _returned) = (ram, line, returned);
        _address = ram.Allocate(RequestSize + 1);
        Buffers = [new GuestBuffer(_address, RequestSize, Writable: false), new GuestBuffer(_address + RequestSize, 1, Writable: true)];
    }

    public ushort Line { get; }

    public override GuestBuffer[] Buffers { get; }

    public void Prepare()
    {
        Span<byte> bytes = stackalloc byte[RequestSize + 1];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Line);
        bytes[RequestSize] = Untouched;
        _ram.Memory.TryWrite(_address, bytes);
    }

    /// <inheritdoc/>
    /// <exception cref="VhostUserPeerException">The device wrote no valid answer (VG-G-12); a line that lost its pair would never get an
    /// event again.</exception>
    public override void Complete(uint usedLength)
    {
        Span<byte> status = stackalloc byte[1];
        _ram.Memory.TryRead(_address + RequestSize, status);
        if (usedLength != 1 || status[0] > (byte)IrqStatus.Valid)
        {
            throw new VhostUserPeerException(
                $"the eventq pair of line {Line} came back with used.len {usedLength} and status {status[0]}, expected 1 and 0 or 1");
        }
        _returned((IrqStatus)status[0]);
    }

    public override void Abandon(Exception why)
    {
    }
}
