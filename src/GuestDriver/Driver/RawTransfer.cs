using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A chain of any bytes, cut into any descriptors, for tests of what a device does with it.</summary>
internal sealed class RawTransfer : Transfer
{
    private const byte Untouched = 0xEE;

    private readonly GuestRam _ram;
    private readonly TaskCompletionSource<RawCompletion> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="readable">One descriptor each.</param>
    /// <param name="writable">Bytes of each writable descriptor.</param>
    /// <param name="direct">Descriptors outside the indirect table; null = all.</param>
    public RawTransfer(GuestRam ram, IReadOnlyList<byte[]> readable, IReadOnlyList<int> writable, int? direct)
    {
        _ram = ram;
        Buffers = new GuestBuffer[readable.Count + writable.Count];
        for (int i = 0; i < readable.Count; i++)
        {
            // Buffers are apart in memory: a device that reads past the end of a descriptor reads something else.
            ulong at = ram.Allocate((ulong)readable[i].Length, 64);
            ram.Memory.TryWrite(at, readable[i]);
            Buffers[i] = new GuestBuffer(at, (uint)readable[i].Length, Writable: false);
        }

        for (int i = 0; i < writable.Count; i++)
        {
            ulong at = ram.Allocate((ulong)writable[i], 64);
            ram.Memory.TryFill(at, (uint)writable[i], Untouched);
            Buffers[readable.Count + i] = new GuestBuffer(at, (uint)writable[i], Writable: true);
        }

        Direct = direct ?? Buffers.Length;
    }

    public override GuestBuffer[] Buffers { get; }

    public override int Direct { get; }

    public Task<RawCompletion> Completion => _done.Task;

    public override void Complete(uint usedLength)
    {
        List<byte> written = [];
        foreach (GuestBuffer buffer in Buffers.Where(b => b.Writable))
        {
            byte[] bytes = new byte[buffer.Length];
            _ram.Memory.TryRead(buffer.Address, bytes);
            written.AddRange(bytes);
        }

        _done.TrySetResult(new RawCompletion(usedLength, [.. written]));
    }

    public override void Abandon(Exception why) => _done.TrySetException(why);
}
