using GpioHub.Transports.Virtio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;

namespace GpioHub.Transports.Tests.Virtio;

public class RingFuzzSpec
{
    private const int Seed = 20261122;
    private const int Rounds = 1500;

    private readonly Random _random = new(Seed);

    [Theory(DisplayName = "Whatever the bytes of a ring (seed 20261122), no exception, bounded work, no byte outside guest memory (VQ-S9)")]
    [InlineData(1, RingFeatures.None)]
    [InlineData(2, RingFeatures.IndirectDescriptors)]
    [InlineData(8, RingFeatures.EventIdx)]
    [InlineData(64, RingFeatures.IndirectDescriptors | RingFeatures.EventIdx)]
    [InlineData(1024, RingFeatures.IndirectDescriptors)]
    public void SurvivesAnything(int size, RingFeatures features)
    {
        HostileDriver driver = new((ushort)size, features);
        long served = 0, faulty = 0, broken = 0;
        for (int round = 0; round < Rounds; round++)
        {
            if (driver.Device.State != RingState.Running) Restart(driver);
            Scribble(driver);
            (int chains, int bad) = Turn(driver);
            (served, faulty) = (served + chains, faulty + bad);
            if (driver.Device.State == RingState.Broken) broken++;
            if (round % 100 == 0) driver.AssertGuardsIntact();
        }
        driver.AssertGuardsIntact();
        // The fuzz is worth its time only if it reaches all three ends.
        Assert.True(broken > 0, "no round broke the ring");
        Assert.True(faulty > 0, "no chain was refused");
        if (size > 1) Assert.True(served > faulty, $"{served} chains, {faulty} refused: none was served");
    }

    private static void Restart(HostileDriver driver)
    {
        driver.SetAvailIndex(0);
        driver.SetUsedIndex(0);
        driver.Device.Stop();
        Assert.Equal(RingFault.None, driver.Start());
    }

    private (int Chains, int Bad) Turn(HostileDriver driver)
    {
        DeviceRing ring = driver.Device;
        int chains = 0, bad = 0, busy = ring.InFlightCount;
        Span<byte> copy = stackalloc byte[64];
        ushort upTo = ring.ReadAvail();
        int windows = 0;
        driver.Backing.Opening = (_, _) => windows++;
        while (ring.Fetch(upTo, 0) == FetchResult.Chain)
        {
            chains++;
            FetchedChain chain = ring.Current;
            Assert.InRange(chain.CopyReadable(copy), 0, (int)Math.Min(64, chain.ReadableLength));
            if (chain.Fault != ChainFault.None) bad++;
            if (_random.Next(8) == 0) ring.StageWritten(chain.Ticket, chain.WriteResponse(0, copy) + chain.ZeroResponse(64, 1000));
            else ring.Assign(chain.Ticket, (ushort)_random.Next(4));
        }
        Assert.InRange(chains + busy, 0, driver.Size);
        // Per chain: an entry, at most N + 1 descriptors of up to two pieces, and what the copies above open.
        Assert.InRange(windows, 0, (chains + 1) * (2 * driver.Size + 8) * 4);
        driver.Backing.Opening = null;

        Publish(driver);
        return (chains, bad);
    }

    private void Publish(HostileDriver driver)
    {
        DeviceRing ring = driver.Device;
        switch (_random.Next(4))
        {
            case 0: ring.FailLine((ushort)_random.Next(4), new ShortResponse(1, 0, 2)); break;
            case 1: break;
            default: ring.FailAll(new ShortResponse(1, 0, 2)); break;
        }
        ring.Flush();
        if (_random.Next(2) == 0) ring.DisableKicks();
        else ring.EnableKicks();
    }

    /// <summary>Random bytes, of a kind that often enough means something: near-valid addresses, small indices, real flags.</summary>
    private void Scribble(HostileDriver driver)
    {
        ulong[] places = [Request, Response, Table, B - 8, B, B + BSize - 4, C, C + CSize - 1, A, driver.At.Avail,
            driver.At.Used, 0, ulong.MaxValue];
        for (int i = 0; i < Math.Min((int)driver.Size, 64); i++)
        {
            Entry(driver, driver.At.Descriptors, _random.Next(driver.Size), places);
            Entry(driver, Table, i, places);
        }
        int offered = _random.Next(Math.Min((int)driver.Size, 32) + 1);
        for (int i = 0; i < offered; i++)
            driver.Offer(_random.Next(200) == 0 ? _random.Next(65536) : _random.Next(driver.Size));
        if (_random.Next(50) == 0) driver.SetAvailIndex((ushort)_random.Next(65536));
        if (_random.Next(50) != 0) return;
        byte[] noise = new byte[_random.Next(1, 512)];
        _random.NextBytes(noise);
        driver.Write(A + (ulong)_random.Next((int)ASize - noise.Length), noise);
    }

    private void Entry(HostileDriver driver, ulong table, int index, ulong[] places)
    {
        ulong address = places[_random.Next(places.Length)];
        uint length =
            _random.Next(6) switch { 0 => 0, 1 => 2, 2 => 8, 3 => 32, 4 => (uint)_random.Next(1 << 17), _ => (uint)_random.Next(16) };
        var bits = (DescriptorBits)(_random.Next(10) == 0 ? _random.Next(65536) : _random.Next(4));
        int next = _random.Next(20) == 0 ? _random.Next(65536) : _random.Next(driver.Size);
        driver.TableEntry(table, index, address, length, bits, next);
    }
}
