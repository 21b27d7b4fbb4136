using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Real mappings of real memfds.</summary>
public sealed class MemoryTableSpec : IDisposable
{
    private const ulong Page = 4096;
    private const ulong User = FrontEnd.UserBase;

    private readonly MemFd _ram = MemFd.Create("gpiohub-test", 16 * Page, FileSeals.Shrink);
    private readonly MappedMemory _guest;
    private readonly MemoryTable _table = new();

    public MemoryTableSpec() => _guest = MappedMemory.Map(_ram, 0, 16 * Page);

    public void Dispose()
    {
        _table.Dispose();
        _guest.Dispose();
        _ram.Dispose();
    }

    private SharedRegion Region(ulong guest, ulong pages, ulong offset) =>
        new(new RegionDescription(guest, pages * Page, User + guest, offset), FdInfo.Duplicate(_ram));

    private byte Seen(ulong guest)
    {
        var one = new byte[1];
        Assert.True(_table.Memory.TryRead(guest, one), $"guest address 0x{guest:x} is not mapped");
        return one[0];
    }

    [Fact(DisplayName = "Guest address, file offset and descriptor meet in the right byte, also after the descriptor is closed (VU-37)")]
    public void Maps()
    {
        SharedRegion region = Region(0x10_0000, 2, 3 * Page);
        Assert.Null(_table.Replace([region]));
        region.File.Dispose();
        _guest.Slice(3 * Page + 5, 1)[0] = 42;
        Assert.Equal(42, Seen(0x10_0005));
        Assert.True(_table.Memory.TryWrite(0x10_0000, [7]));
        Assert.Equal(7, _guest.Slice(3 * Page, 1)[0]);
        Assert.True(_table.Memory.TryTranslateUser(User + 0x10_0010, 16, out ulong address));
        Assert.Equal(0x10_0010ul, address);
    }

    [Fact(DisplayName = "An offset that is no multiple of a page is mapped all the same (VU-37)")]
    public void OddOffset()
    {
        Assert.Null(_table.Replace([Region(0, 1, 100)]));
        _guest.Slice(100, 1)[0] = 9;
        Assert.Equal(9, Seen(0));
    }

    [Fact(DisplayName = "Three regions of one file may have holes between them (VU-39)")]
    public void Holes()
    {
        Assert.Null(_table.Replace([Region(0, 2, 0), Region(4 * Page, 1, 4 * Page), Region(5 * Page, 4, 5 * Page)]));
        Assert.False(_table.Memory.Contains(2 * Page, 1));
        Assert.True(_table.Memory.Contains(4 * Page, 5 * Page));
        Assert.False(_table.Memory.Contains(4 * Page, 5 * Page + 1));
    }

    [Fact(DisplayName = "A region beyond its file is refused, and the old map stays (VU-38)")]
    public void BeyondFile()
    {
        Assert.Null(_table.Replace([Region(0, 1, 0)]));
        GuestMemory old = _table.Memory;
        Assert.Contains("beyond the file", _table.Replace([Region(0, 1, 0), Region(0x10_0000, 17, 0)]), StringComparison.Ordinal);
        Assert.Contains("beyond the file", _table.Add(Region(0x10_0000, 1, 16 * Page)), StringComparison.Ordinal);
        Assert.Same(old, _table.Memory);
        _table.ReleaseRetired();
        Assert.Equal(0, Seen(0));
    }

    [Fact(DisplayName = "The old map can be read until it is released; the new one is in force at once (VU-40)")]
    public void Replaces()
    {
        _guest.Slice(0, 1)[0] = 1;
        _guest.Slice(8 * Page, 1)[0] = 2;
        Assert.Null(_table.Replace([Region(0, 4, 0)]));
        GuestMemory old = _table.Memory;
        Assert.Null(_table.Replace([Region(0, 4, 8 * Page)]));
        Assert.Equal(2, Seen(0));
        var one = new byte[1];
        Assert.True(old.TryRead(0, one));
        Assert.Equal(1, one[0]);
        _table.ReleaseRetired();
        Assert.Throws<ObjectDisposedException>(() => old.TryRead(0, one));
        Assert.Equal(2, Seen(0));
    }

    [Fact(DisplayName = "Adding keeps what is mapped, removing unmaps one (VU-41)")]
    public void AddsAndRemoves()
    {
        Assert.Null(_table.Add(Region(0, 1, 0)));
        Assert.Null(_table.Add(Region(0x10_0000, 1, Page)));
        _table.ReleaseRetired();
        _guest.Slice(0, 1)[0] = 1;
        _guest.Slice(Page, 1)[0] = 2;
        Assert.Equal((1, 2), (Seen(0), Seen(0x10_0000)));

        Assert.Contains("overlap", _table.Add(Region(0x10_0000, 1, 0)), StringComparison.Ordinal);
        Assert.Null(_table.Remove(new RegionDescription(0, Page, User, FileOffset: 123)));
        _table.ReleaseRetired();
        Assert.False(_table.Memory.Contains(0, 1));
        Assert.Equal(2, Seen(0x10_0000));
        Assert.NotNull(_table.Remove(new RegionDescription(0, Page, User, 0)));
    }

    [Fact(DisplayName = "What is no file cannot be mapped (VU-38)")]
    public void NotAFile()
    {
        using EventFd eventfd = EventFd.Create();
        Assert.NotNull(_table.Add(new SharedRegion(new RegionDescription(0, Page, User, 0), eventfd)));
        using var lenient = new MemoryTable(allowUnsized: true);
        Assert.NotNull(lenient.Add(new SharedRegion(new RegionDescription(0, Page, User, 0), eventfd)));
    }
}
