using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

/// <summary>How a message is cut into descriptors; the device may not care (VQ-03).</summary>
public enum Cut
{
    /// <summary>One readable and one writable buffer.</summary>
    Merged,

    /// <summary>A buffer per byte.</summary>
    Split,

    /// <summary>Only a writable buffer: the one chain that fits a ring of one entry.</summary>
    WritableOnly,
}

/// <summary>Where the descriptors of a chain are.</summary>
public enum Place { Direct, Indirect, FirstDirect }

/// <summary>A driver and a device on one ring in one piece of memory.</summary>
public sealed class RingPair
{
    public const int Request = 4;
    public const int Response = 2;
    private const ulong Base = 0x10_0000;
    private const int Stride = 16;

    private readonly byte[] _ram;
    private readonly ulong _buffers;
    private readonly GuestBuffer[] _chain = new GuestBuffer[Request + Response];
    private readonly byte[] _copy = new byte[Request];

    public RingPair(ushort size, RingFeatures features)
    {
        RingLayout layout = RingLayout.At(Base, size, features, Request + Response);
        _buffers = layout.End;
        _ram = new byte[layout.End - Base + (ulong)(Stride * size)];
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(Base, 0x7000_0000, (ulong)_ram.Length, 0, new ArrayBacking(_ram))],
            out GuestMemory memory, out _));
        Memory = memory;
        Driver = new DriverRing(memory, layout, size, features);
        uint start = (features & RingFeatures.Packed) != 0 ? PackedLayout.FirstBase : 0;
        Assert.Equal(RingFault.None, Device.TryStart(memory, layout.Addresses, size, start, features));
    }

    public GuestMemory Memory { get; }

    public DriverRing Driver { get; }

    public DeviceRing Device { get; } = new();

    public Span<byte> Buffer(int n) => _ram.AsSpan((int)(_buffers - Base) + n * Stride, Stride);

    /// <summary>Adds message <paramref name="n"/>: four readable bytes with its number, two writable ones full of 0xEE.</summary>
    public bool TryAdd(int n, Cut cut, Place place)
    {
        if (Driver.Outstanding == Driver.Size) return false; // else the buffer would belong to a chain still out
        Span<byte> bytes = Buffer(n % Driver.Size);
        bytes.Fill(0xEE);
        BitConverter.TryWriteBytes(bytes, n);
        ulong at = _buffers + (ulong)(n % Driver.Size * Stride);
        int count = 0;
        if (cut == Cut.WritableOnly) _chain[count++] = new GuestBuffer(at + Request, Response, true);
        else if (cut == Cut.Merged)
        {
            _chain[count++] = new GuestBuffer(at, Request, false);
            _chain[count++] = new GuestBuffer(at + Request, Response, true);
        }
        else
            for (int i = 0; i < Request + Response; i++) _chain[count++] = new GuestBuffer(at + (ulong)i, 1, i >= Request);
        int direct = place switch { Place.Direct => count, Place.Indirect => 0, _ => 1 };
        return Driver.TryAdd(_chain.AsSpan(0, count), direct, (ulong)n, out _);
    }

    /// <summary>Serves everything there is, answering (low byte of the message, 0x55).</summary>
    public (int Served, bool Notify) Serve(Cut cut, bool reverse = false)
    {
        int served = 0;
        ushort upTo = Device.ReadAvail();
        while (Device.Fetch(upTo, served) == FetchResult.Chain)
        {
            FetchedChain chain = Device.Current;
            if (chain.Fault != ChainFault.None) Assert.Fail($"{chain.Fault}");
            int read = chain.CopyReadable(_copy);
            if (cut == Cut.WritableOnly) _copy[0] = 0x11;
            if (read != (cut == Cut.WritableOnly ? 0 : Request)) Assert.Fail($"{read} readable bytes");
            if (chain.WritableLength != Response) Assert.Fail($"{chain.WritableLength} writable bytes");
            Device.Assign(chain.Ticket, _copy[0]);
            served++;
        }
        if (!reverse)
            foreach (InFlightChain chain in Device.InFlight) Device.Stage(chain.Ticket, new ShortResponse((byte)chain.Line, 0x55, 2));
        else
            for (int n = served; n > 0; n--)
            {
                InFlightChain newest = default;
                foreach (InFlightChain chain in Device.InFlight) newest = chain;
                Device.Stage(newest.Ticket, new ShortResponse((byte)newest.Line, 0x55, 2));
            }
        return (served, Device.Flush() == FlushResult.Notify);
    }

    /// <summary>Serves everything there is, with no assertion that could allocate.</summary>
    public void ServeQuietly()
    {
        ushort upTo = Device.ReadAvail();
        while (Device.Fetch(upTo, 1) == FetchResult.Chain)
        {
            Device.Current.CopyReadable(_copy);
            Device.Assign(Device.Current.Ticket, 3);
        }
        foreach (InFlightChain chain in Device.InFlightOf(3)) Device.Stage(chain.Ticket, new ShortResponse(1, 2, 1));
        Device.FailLine(3, default);
        Device.FailUndispatched(default);
        Device.FailAll(default);
        Device.Flush();
    }
}
