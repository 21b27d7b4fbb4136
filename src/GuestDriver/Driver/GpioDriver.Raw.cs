namespace GpioHub.GuestDriver.Driver;

/// <remarks>For tests of what a device does with messages that no good driver sends.</remarks>
public sealed partial class GpioDriver
{
    /// <summary>Queues a chain of any bytes, cut into any descriptors.</summary>
    /// <param name="ring">0 = requestq, 1 = eventq.</param>
    /// <param name="readable">One descriptor each; may be empty.</param>
    /// <param name="writable">Bytes of each writable descriptor; may be empty.</param>
    /// <param name="direct">Descriptors outside the indirect table; null = all.</param>
    public Task<RawCompletion> SubmitRawAsync(
        int ring, IReadOnlyList<byte[]> readable, IReadOnlyList<int> writable, int? direct = null, CancellationToken cancel = default)
    {
        GuestQueue queue = ring == 0 ? Core.RequestQueue : Core.EventQueue ?? throw new InvalidOperationException("there is no eventq");
        RawTransfer transfer = Core.RunIfWell(() =>
        {
            var raw = new RawTransfer(FrontEnd.Ram, readable, writable, direct);
            queue.Add(raw);
            return raw;
        });
        return transfer.Completion.WaitAsync(cancel);
    }

    /// <summary>Queues an eventq pair without regard to the line's state: a second pair, a pair for a disabled line, or for a line that
    /// does not exist.</summary>
    public Task<RawCompletion> QueueIrqPairAsync(ushort line, CancellationToken cancel = default) =>
        SubmitRawAsync(1, [BitConverter.IsLittleEndian ? BitConverter.GetBytes(line) : [(byte)line, (byte)(line >> 8)]], [1],
            direct: null, cancel);
}
