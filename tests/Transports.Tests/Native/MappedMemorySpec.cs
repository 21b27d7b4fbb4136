using GpioHub.Transports.Native;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class MappedMemorySpec
{
    private static readonly ulong Page = (ulong)Environment.SystemPageSize;

    [Fact(DisplayName = "Two mappings of one memfd are one memory, and outlive its descriptor (VU-37)")]
    public void Shared()
    {
        MemFd fd = MemFd.Create("spec", 2 * Page);
        using MappedMemory whole = MappedMemory.Map(fd, 0, 2 * Page);
        using MappedMemory second = MappedMemory.Map(fd, Page, Page);
        fd.Dispose();
        whole.Slice(Page + 5, 1)[0] = 42;
        Assert.Equal(42, second.Slice(5, 1)[0]);
        second.Slice(Page - 1, 1)[0] = 43;
        Assert.Equal(43, whole.Slice((2 * Page) - 1, 1)[0]);
    }

    [Fact(DisplayName = "Any offset and length can be mapped; blocks are rounded, what was not asked for is out of reach (VU-37)")]
    public void OddOffset()
    {
        using MemFd fd = MemFd.Create("spec", 3 * Page);
        using MappedMemory whole = MappedMemory.Map(fd, 0, 3 * Page);
        using MappedMemory odd = MappedMemory.Map(fd, Page - 3, Page + 5);
        Assert.Equal(Page + 5, odd.Length);
        odd.Slice(0, 1)[0] = 1;
        odd.Slice(Page + 4, 1)[0] = 2;
        Assert.Equal(1, whole.Slice(Page - 3, 1)[0]);
        Assert.Equal(2, whole.Slice((2 * Page) + 1, 1)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => odd.Slice(Page + 5, 1));
    }

    public static TheoryData<ulong, int> Outside => new()
    {
        { 0, 4097 }, { 4096, 1 }, { 4097, 0 }, { 1, 4096 }, { ulong.MaxValue, 1 }, { ulong.MaxValue, 0 }, { 0, -1 }, { 4096, -1 },
        { 1UL << 63, int.MaxValue }, { ulong.MaxValue - 4094, 4096 },
    };

    [Theory(DisplayName = "A slice that is not wholly inside is refused, overflow included (HR-07)")]
    [MemberData(nameof(Outside))]
    public void Bounds(ulong offset, int length)
    {
        using MemFd fd = MemFd.Create("spec", 8192);
        using MappedMemory memory = MappedMemory.Map(fd, 0, 4096);
        Assert.False(memory.Contains(offset, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Slice(offset, length));
    }

    [Fact(DisplayName = "The whole and the empty slice at the end are inside")]
    public void Inside()
    {
        using MemFd fd = MemFd.Create("spec", 8192);
        using MappedMemory memory = MappedMemory.Map(fd, 0, 4096);
        Assert.Equal(4096, memory.Slice(0, 4096).Length);
        Assert.Equal(0, memory.Slice(4096, 0).Length);
    }

    public static TheoryData<ulong, ulong> NotThere => new()
    {
        { 0, 0 }, { 0, 8193 }, { 8192, 1 }, { 1, 8192 }, { ulong.MaxValue, 1 }, { 1, ulong.MaxValue }, { 1UL << 63, 1UL << 63 },
        { 1UL << 62, 1UL << 62 },
    };

    [Theory(DisplayName = "An empty, overflowing or too long range is refused before it can be touched (VU-38, VQ-69)")]
    [MemberData(nameof(NotThere))]
    public void BeyondTheFile(ulong offset, ulong length)
    {
        using MemFd fd = MemFd.Create("spec", 8192);
        Assert.Throws<MappingRefusedException>(() => MappedMemory.Map(fd, offset, length));
    }

    [Fact(DisplayName = "What has no known length is mapped only if that is allowed (VU-38)")]
    public void UnknownLength()
    {
        using SafeFileHandle zero = File.OpenHandle("/dev/zero", FileMode.Open, FileAccess.ReadWrite);
        Assert.Throws<MappingRefusedException>(() => MappedMemory.Map(zero, 0, 4096));
        using MappedMemory memory = MappedMemory.Map(zero, 0, 4096, allowUnknownLength: true);
        Assert.Equal(0, memory.Slice(4095, 1)[0]);
    }

    [Fact(DisplayName =
        "Memory that can be sealed is sealed against shrinking when it is mapped; growing stays the owner's affair (VQ-69)")]
    public void SealedWhenMapped()
    {
        using MemFd fd = MemFd.Create("spec", 2 * Page);
        using MappedMemory memory = MappedMemory.Map(fd, 0, Page);
        Assert.False(memory.CanShrink);
        Assert.Equal(Libc.EPERM, Assert.Throws<ErrnoException>(() => fd.Resize(Page)).Errno);
        fd.Resize(3 * Page);
    }

    [Fact(DisplayName = "Memory that cannot be sealed says that it can shrink (VU-43)")]
    public void CannotBeSealed()
    {
        using MemFd closed = MemFd.Create("spec", Page, FileSeals.Seal);
        using MappedMemory memory = MappedMemory.Map(closed, 0, Page);
        Assert.True(memory.CanShrink);
        using MemFd firm = MemFd.Create("spec", Page, FileSeals.Shrink | FileSeals.Seal);
        using MappedMemory safe = MappedMemory.Map(firm, 0, Page);
        Assert.False(safe.CanShrink);
    }

    [Fact(DisplayName = "A regular file is refused where its file system could keep an access waiting, unless that is allowed")]
    public void FileSystemThatMayStall()
    {
        // /proc has an anonymous device number, as FUSE and network file systems do
        using SafeFileHandle proc = File.OpenHandle("/proc/self/status");
        using MemFd memory = MemFd.Create("spec", Page);
        Assert.True(FdInfo.MayStall(proc));
        Assert.False(FdInfo.MayStall(memory));
        string reason = Assert.Throws<MappingRefusedException>(() => MappedMemory.Map(proc, 0, 1)).Message;
        Assert.StartsWith("its file system could keep an access waiting; use a memfd", reason, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A descriptor that cannot be written is refused by the kernel")]
    public void ReadOnly()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[4096]);
        using (SafeFileHandle file = File.OpenHandle(path))
            Assert.Equal(Libc.EACCES, Assert.Throws<ErrnoException>(() => MappedMemory.Map(file, 0, 4096, allowUnknownLength: true)).Errno);
        File.Delete(path);
    }

    [Fact(DisplayName = "A disposed mapping gives no slices")]
    public void Disposed()
    {
        using MemFd fd = MemFd.Create("spec", 4096);
        MappedMemory memory = MappedMemory.Map(fd, 0, 4096);
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Slice(0, 1));
    }

    [Theory(DisplayName = "Blocks larger than a page are kept to, odd sizes are not (VU-37)")]
    [InlineData(2 << 20, 2 << 20)]
    [InlineData(512, 4096)]
    [InlineData(0, 4096)]
    [InlineData(3 * 4096, 4096)]
    public void Granules(uint blockSize, ulong granule) => Assert.Equal(Math.Max(granule, Page), MappedMemory.Granule(blockSize));

    [Fact(DisplayName = "A slice allocates nothing")]
    public void NoAllocation()
    {
        using MemFd fd = MemFd.Create("spec", 4096);
        using MappedMemory memory = MappedMemory.Map(fd, 0, 4096);
        memory.Slice(0, 8)[0]++;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) memory.Slice(0, 8)[0]++;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
