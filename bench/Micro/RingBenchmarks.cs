using BenchmarkDotNet.Attributes;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;

namespace GpioHub.Bench.Micro;

/// <summary>Benchmarks of the device's side of a ring of 256 over guest memory in an array. Time per chain, or per look.</summary>
/// <remarks>The driver's side is one store a batch: the chains were written once and are offered again and again, because the device
/// changes none of them.</remarks>
public class RingBenchmarks
{
    private const ushort Size = 256;
    private const int Chains = 4096;
    private const RingFeatures Features = RingFeatures.EventIdx | RingFeatures.IndirectDescriptors;
    private const ulong Base = 0x10_0000;

    private readonly DeviceRing _device = new();
    private readonly byte[] _request = new byte[8];
    private GuestMemory _memory = null!;
    private RingAddresses _at;
    private ushort _avail;

    [Params(1, 64)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        RingLayout layout = RingLayout.At(Base, Size, Features);
        ulong size = layout.End - Base + 64;
        if (!GuestMemory.TryCreate([new MemoryRegion(Base, 0x7000_0000, size, 0, new ArrayBacking((int)size))],
            out _memory, out string error))
        {
            throw new InvalidOperationException(error);
        }
        _at = layout.Addresses;
        var driver = new DriverRing(_memory, layout, Size, Features);
        RingFault fault = _device.TryStart(_memory, _at, Size, 0, Features);
        if (fault != RingFault.None) throw new InvalidOperationException($"{fault}");

        GuestBuffer[] chain = [new(layout.End, (uint)_request.Length, Writable: false),
            new(layout.End + (uint)_request.Length, 2, Writable: true)];
        for (int i = 0; i < Size; i++) driver.TryAdd(chain, direct: 0, token: 0, out _);
        driver.Publish();
        _avail = Size;
        if (Turn() != Size) throw new InvalidOperationException("the device does not take what is to be timed");
    }

    [Benchmark(OperationsPerInvoke = Chains, Description = "fetch, read the request, stage, flush")]
    public long Chain()
    {
        long taken = 0;
        for (int n = 0; n < Chains; n += Batch)
        {
            _avail += (ushort)Batch;
            _memory.TryStore16(_at.Avail + SplitLayout.Index, _avail);
            taken += Turn();
        }

        return taken;
    }

    [Benchmark(OperationsPerInvoke = Chains, Description = "look at an idle ring")]
    public bool Idle()
    {
        bool any = false;
        for (int n = 0; n < Chains; n++) any |= _device.HasPending;
        return any;
    }

    private int Turn()
    {
        int taken = 0;
        ushort upTo = _device.ReadAvail();
        while (_device.Fetch(upTo, nowNs: 1) == FetchResult.Chain)
        {
            taken++;
            _device.Current.CopyReadable(_request);
            _device.Stage(_device.Current.Ticket, new ShortResponse(0, 1, 2));
        }

        _device.Flush();
        return taken;
    }
}
