using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A guest with nothing but the hot path: two <see cref="BareVirtqueue"/>s. For measuring a back-end.</summary>
/// <remarks>
/// One thread. It behaves as Linux does with EVENT_IDX: it asks for interrupts each time that everything has been collected. Unlike
/// <see cref="GpioDriver"/> it allocates nothing per request, waits without limit, and trusts its caller to keep requests of a slot apart.
/// </remarks>
public sealed class BareGuest : IDisposable
{
    /// <summary>Entries of each ring unless other options are given: those of QEMU 7.2 and of Linux's own test set-ups.</summary>
    public const ushort QueueSize = 256;

    private readonly FrontEndOptions _options;

    private BareGuest(VhostUserFrontEnd frontEnd, int lines, FrontEndOptions options)
    {
        (FrontEnd, Lines, _options) = (frontEnd, lines, options);
        Requests = BareVirtqueue.Of(frontEnd, 0, frontEnd.Rings[0].Size, GpioRequest.Size, GpioResponse.Size);
        Events = frontEnd.HasEventQueue
            ? BareVirtqueue.Of(frontEnd, 1, Math.Min(lines, frontEnd.Rings[1].Size), IrqRequest.Size, IrqResponse.Size)
            : null;
    }

    public VhostUserFrontEnd FrontEnd { get; }

    /// <summary>ngpio.</summary>
    public int Lines { get; }

    public BareVirtqueue Requests { get; }

    /// <summary>Slot n is line n's pair. Null without VIRTIO_GPIO_F_IRQ.</summary>
    public BareVirtqueue? Events { get; }

    private static FrontEndOptions Ordinary => new() { RequestQueueSize = QueueSize, EventQueueSize = QueueSize };

    /// <summary>Connects, negotiates and starts the rings, with interrupts asked for on both.</summary>
    /// <exception cref="ErrnoException">ENOENT: no such path; ECONNREFUSED: nobody listens; EACCES.</exception>
    /// <exception cref="VhostUserPeerException">The back-end is no virtio-gpio back-end, or is busy.</exception>
    public static BareGuest Connect(string path, FrontEndOptions? options = null) =>
        Started(options ?? Ordinary, given => VhostUserFrontEnd.Connect(path, given));

    /// <summary>As <see cref="Connect"/>, over a socket that is connected already and is owned from here on.</summary>
    /// <exception cref="VhostUserPeerException">The back-end is no virtio-gpio back-end.</exception>
    public static BareGuest Attach(UnixStream socket, FrontEndOptions? options = null) =>
        Started(options ?? Ordinary, given => VhostUserFrontEnd.Attach(socket, given));

    /// <summary>Sets what a slot's next request asks.</summary>
    public void Prepare(int slot, GpioMessage message, int line, uint value = 0)
    {
        Span<byte> bytes = stackalloc byte[GpioRequest.Size];
        new GpioRequest(message, (ushort)line, value).Encode(bytes);
        Requests.Write(slot, bytes);
    }

    /// <summary>Takes back one answer, which must be OK.</summary>
    /// <exception cref="VhostUserPeerException">It was not, or the ring is broken.</exception>
    public bool TryCollect(out int slot, out byte value)
    {
        bool any = Requests.TryCollect(out slot, out ushort answer);
        value = (byte)(answer >> 8);
        return !any || (byte)answer == (byte)GpioStatus.Ok
            ? any
            : throw new VhostUserPeerException($"slot {slot}: the device answered status {(byte)answer}");
    }

    /// <summary>Takes back one pair, which must be VALID.</summary>
    /// <exception cref="VhostUserPeerException">It was not, or the ring is broken.</exception>
    public bool TryCollectEvent(out int line)
    {
        bool any = Events!.TryCollect(out line, out ushort status);
        return !any || status == (byte)IrqStatus.Valid
            ? any
            : throw new VhostUserPeerException($"line {line}: the device returned its pair with status {status}");
    }

    /// <summary>Makes one request from beginning to end, for work that is not measured. Nothing may be outstanding.</summary>
    /// <returns>The answer's value.</returns>
    /// <exception cref="VhostUserPeerException">The answer was not OK, or none came within the reply timeout.</exception>
    public byte Ask(GpioMessage message, int line, uint value = 0)
    {
        Prepare(0, message, line, value);
        Requests.Submit(0);
        Requests.Publish();
        long deadline = MonotonicClock.Now + (long)_options.ReplyTimeout.TotalMilliseconds * 1_000_000;
        byte answer;
        while (!TryCollect(out _, out answer))
        {
            if (MonotonicClock.Now > deadline)
                throw new VhostUserPeerException($"{message} of line {line}: no answer within {_options.ReplyTimeout.TotalSeconds} s");
            Thread.Yield();
        }

        Requests.EnableInterrupts();
        return answer;
    }

    /// <summary>Unmasks a line: its pair goes to the device, which sees it after the eventq's
    /// <see cref="BareVirtqueue.Publish"/>.</summary>
    public void Unmask(int line) => Events!.Submit(line);

    /// <summary>Enables the interrupts of the first lines and unmasks them.</summary>
    public void Arm(IrqType type, int lines)
    {
        Span<byte> bytes = stackalloc byte[IrqRequest.Size];
        for (int line = 0; line < lines; line++)
        {
            new IrqRequest((ushort)line).Encode(bytes);
            Events!.Write(line, bytes);
            Ask(GpioMessage.SetIrqType, line, (uint)type);
            Unmask(line);
        }

        Events!.Publish();
    }

    public void Dispose()
    {
        FrontEnd.Close();
        Requests.Dispose();
        Events?.Dispose();
        FrontEnd.Dispose();
    }

    private static BareGuest Started(FrontEndOptions options, Func<FrontEndOptions, VhostUserFrontEnd> connect)
    {
        VhostUserFrontEnd frontEnd = connect(options);
        try
        {
            if (!GpioConfig.TryDecode(frontEnd.GetConfig(0, GpioConfig.Size), out GpioConfig config) || config.LineCount == 0)
                throw new VhostUserPeerException("GetConfig: no usable config space");
            var guest = new BareGuest(frontEnd, config.LineCount, options);
            frontEnd.Start();
            frontEnd.Rings[0].Call.MakeBlocking();
            guest.Requests.EnableInterrupts();
            if (guest.Events is { } events)
            {
                frontEnd.Rings[1].Call.MakeBlocking();
                events.EnableInterrupts();
            }

            return guest;
        }
        catch
        {
            frontEnd.Dispose();
            throw;
        }
    }
}
