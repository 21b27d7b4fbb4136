using System.Buffers.Binary;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

/// <summary>The rules that can be tested without a chip: a socket gives the bytes that a line's descriptor would.</summary>
public sealed class GpioLineHandleSpec : IDisposable
{
    private const int RecordSize = 48;
    private readonly UnixStream _kernel;
    private readonly GpioLineHandle _line;

    public GpioLineHandleSpec()
    {
        (_kernel, UnixStream user) = UnixStream.Pair();
        FdInfo.SetNonBlocking(user, on: false);   // as the kernel hands a line out
        _line = GpioLineHandle.Own(user.Release(), "/dev/gpiochip7 line 3");
    }

    public void Dispose()
    {
        _line.Dispose();
        _kernel.Dispose();
    }

    [Fact(DisplayName = "Event records of 48 bytes become edges: id, timestamp, number among the line's own (GU-S4)")]
    public void Records()
    {
        Write((1u, 5_000_000_001, 7u), (2u, 5_000_000_002, uint.MaxValue));
        var edges = new GpioEdge[4];
        Assert.Equal(2, _line.ReadEvents(edges));
        Assert.Equal([new(Rising: true, 5_000_000_001, 7), new(Rising: false, 5_000_000_002, uint.MaxValue)], edges[..2]);
    }

    [Fact(DisplayName = "With nothing queued a read gives 0 and does not wait (GU-04)")]
    public void Drained() => Assert.Equal(0, _line.ReadEvents(new GpioEdge[4]));

    [Fact(DisplayName = "A read fills no more than the room it is given, nor more than 64 (GU-12)")]
    public void BoundedByRoom()
    {
        Write([.. Enumerable.Range(1, 70).Select(i => (1u, (long)i, (uint)i))]);
        Assert.Equal(0, _line.ReadEvents([]));
        Assert.Equal(3, _line.ReadEvents(new GpioEdge[3]));
        var edges = new GpioEdge[100];
        Assert.Equal(64, _line.ReadEvents(edges));
        Assert.Equal((4u, 67u), (edges[0].Sequence, edges[63].Sequence));
        Assert.Equal(3, _line.ReadEvents(edges));
    }

    [Fact(DisplayName = "A failed call names its ioctl and its line")]
    public void Errors()
    {
        AssertFails("GPIO_V2_LINE_GET_VALUES_IOCTL", () => _line.GetValue());
        AssertFails("GPIO_V2_LINE_SET_VALUES_IOCTL", () => _line.SetValue(true));
        AssertFails("GPIO_V2_LINE_SET_CONFIG_IOCTL", () => _line.Configure(Libc.GPIO_V2_LINE_FLAG_INPUT, value: false, debounceUs: 0));

        static void AssertFails(string call, Action action)
        {
            var error = Assert.Throws<ErrnoException>(action);
            Assert.Equal(($"ioctl {call} /dev/gpiochip7 line 3", ErrnoCode.ENOTTY), (error.Call, error.Errno));
        }
    }

    [Fact(DisplayName = "Reading events allocates nothing")]
    public void NoAllocation()
    {
        var edges = new GpioEdge[8];
        Write([.. Enumerable.Range(1, 70).Select(i => (1u, (long)i, (uint)i))]);
        while (_line.ReadEvents(edges) > 0) continue;
        Write([.. Enumerable.Range(1, 70).Select(i => (1u, (long)i, (uint)i))]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (_line.ReadEvents(edges) > 0) continue;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact(DisplayName = "An output's configuration carries its level; no other does (GU-24)")]
    public void ConfiguredLevel()
    {
        Libc.gpio_v2_line_config output = default, input = default;
        GpioIoctl.Fill(ref output, Libc.GPIO_V2_LINE_FLAG_OUTPUT, value: true, debounceUs: 0);
        GpioIoctl.Fill(ref input, Libc.GPIO_V2_LINE_FLAG_INPUT, value: true, debounceUs: 0);
        Assert.Equal((Libc.GPIO_V2_LINE_FLAG_OUTPUT, 1u), (output.flags, output.num_attrs));
        Assert.Equal([Libc.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, 1, 1, 0], Attributes(output));
        Assert.Equal((Libc.GPIO_V2_LINE_FLAG_INPUT, 0u), (input.flags, input.num_attrs));
        Assert.Equal([0, 0, 0, 0], Attributes(input));
    }

    [Fact(DisplayName = "Debouncing is an attribute of the line, in microseconds")]
    public void Debouncing()
    {
        Libc.gpio_v2_line_config config = default;
        GpioIoctl.Fill(ref config, Libc.GPIO_V2_LINE_FLAG_INPUT, value: false, debounceUs: 1500);
        Assert.Equal(1u, config.num_attrs);
        Assert.Equal([Libc.GPIO_V2_LINE_ATTR_ID_DEBOUNCE, 1500, 1, 0], Attributes(config));
    }

    /// <summary>The first attribute's id, value and mask, and the next one's id: as 64-bit words, little-endian.</summary>
    private static ulong[] Attributes(Libc.gpio_v2_line_config config)
    {
        const int First = 32 / sizeof(ulong);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<Libc.gpio_v2_line_config, ulong>([config]).Slice(First, 4).ToArray();
    }

    private void Write(params ReadOnlySpan<(uint Id, long TimestampNs, uint Sequence)> records)
    {
        var bytes = new byte[RecordSize * records.Length];
        for (int i = 0; i < records.Length; i++)
        {
            Span<byte> record = bytes.AsSpan(i * RecordSize, RecordSize);
            BinaryPrimitives.WriteInt64LittleEndian(record, records[i].TimestampNs);
            BinaryPrimitives.WriteUInt32LittleEndian(record[8..], records[i].Id);
            BinaryPrimitives.WriteUInt32LittleEndian(record[12..], 3);
            BinaryPrimitives.WriteUInt32LittleEndian(record[16..], 0xffff);   // among the request's: not looked at
            BinaryPrimitives.WriteUInt32LittleEndian(record[20..], records[i].Sequence);
        }
        Assert.Equal(bytes.Length, _kernel.Send(bytes, []));
    }
}
