using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

/// <summary>Memory that another process takes away after it was mapped: see docs/decisions/005.</summary>
public class BusErrorsSpec
{
    private const uint MFD_HUGETLB = 4;
    private const uint HugePage = 2 << 20;

    private const int AdrAln = 1, AdrErr = 2;
    private const int CodeAt = 8, AddressAt = 16, InfoBytes = 128;         // of siginfo_t

    private static readonly ulong Page = (ulong)Environment.SystemPageSize;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Handler(int signal, nint info, nint context);

    [Fact(DisplayName = "What is cut off reads as zeros and takes writes that nobody sees; the rest stays shared, and the loss is told")]
    public void CutOff()
    {
        using MemFd file = MemFd.Create("spec", 4 * Page, FileSeals.Seal);
        using MappedMemory memory = MappedMemory.Map(file, 0, 4 * Page);
        using MappedMemory other = MappedMemory.Map(file, 0, Page);
        memory.Slice(0, (int)(4 * Page)).Fill(7);
        Assert.Equal(MemoryLoss.None, memory.Loss);

        file.Resize(2 * Page);
        Assert.Equal(MemoryLoss.None, memory.Loss);                        // nobody has touched it
        Assert.Equal(0, memory.Slice(3 * Page, 1)[0]);
        Assert.Equal(MemoryLoss.CutShort, memory.Loss);
        memory.Slice(2 * Page, 1)[0] = 9;
        Assert.Equal(9, memory.Slice(2 * Page, 1)[0]);
        file.Resize(4 * Page);
        using (MappedMemory later = MappedMemory.Map(file, 0, 4 * Page)) Assert.Equal(0, later.Slice(2 * Page, 1)[0]);

        memory.Slice(0, 1)[0] = 8;
        Assert.Equal((8, 7), (other.Slice(0, 1)[0], memory.Slice((2 * Page) - 1, 1)[0]));
        Assert.Equal(MemoryLoss.None, other.Loss);
    }

    [Fact(DisplayName = "A copy that runs into the missing part is carried out, whichever code copies")]
    public void Copies()
    {
        using MemFd file = MemFd.Create("spec", 64 * Page, FileSeals.Seal);
        using MappedMemory memory = MappedMemory.Map(file, 0, 64 * Page);
        memory.Slice(0, (int)(64 * Page)).Fill(7);
        file.Resize(Page);
        byte[] copy = new byte[(int)(64 * Page)];
        memory.Slice(0, copy.Length).CopyTo(copy);
        Assert.Equal(Page, (ulong)copy.Count(b => b == 7));
        copy.CopyTo(memory.Slice(0, copy.Length));
        memory.Slice(Page, (int)Page).Clear();
        Assert.Equal(MemoryLoss.CutShort, memory.Loss);
    }

    [Fact(DisplayName = "Several threads lose memory at once, again and again, each its own")]
    public async Task Threads()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int round = 0; round < 500; round++)
            {
                using MemFd file = MemFd.Create("spec", Page, FileSeals.Seal);
                using MappedMemory lost = MappedMemory.Map(file, 0, Page);
                using MemFd kept = MemFd.Create("spec", Page);
                using MappedMemory well = MappedMemory.Map(kept, 0, Page);
                file.Resize(0);
                well.Slice(5, 1)[0] = 1;
                Assert.Equal((0, 1), (lost.Slice(5, 1)[0], well.Slice(5, 1)[0]));
                Assert.Equal((MemoryLoss.CutShort, MemoryLoss.None), (lost.Loss, well.Loss));
            }
        })));
    }

    [Fact(DisplayName = "A place in the table is used again, and begins anew")]
    public void Reuse()
    {
        for (int round = 0; round < 2 * BusErrors.Capacity; round++)
        {
            using GuardedRange? range = BusErrors.Guard(0x1000, 0x1000, Page);
            Assert.Equal(MemoryLoss.None, range?.Loss);
        }
    }

    [Fact(DisplayName = "There is code for x64 and arm64; elsewhere memory that can be cut short is refused, so nothing needs it")]
    public void Architectures()
    {
        foreach (var architecture in Enum.GetValues<Architecture>())
        {
            byte[] code = BusErrorCode.For(architecture, 1, 2, 3);
            Assert.Equal(architecture is Architecture.X64 or Architecture.Arm64, code.Length > 0);
            if (code.Length > 0) Assert.Equal([1L, 2, 3], MemoryMarshal.Cast<byte, long>(code.AsSpan(code.Length - 24)).ToArray());
        }

        Assert.Null(BusErrors.WhyNot);
    }

    [Theory(DisplayName = "This architecture's handler puts zeros where memory is gone, and passes on what is elsewhere; on Arm a " +
        "misaligned access too, which would never end otherwise")]
    [InlineData(AdrErr, true, true)]
    [InlineData(AdrErr, false, false)]
    [InlineData(AdrAln, true, false)]
    public void Handles(int code, bool inRange, bool handled)
    {
        handled |= inRange && RuntimeInformation.ProcessArchitecture == Architecture.X64;      // where no access is misaligned
        using MemFd file = MemFd.Create("spec", Page);
        nint at = Libc.mmap(0, (nuint)Page, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, file, 0);
        Marshal.WriteByte(at, 7);
        nint table = Marshal.AllocHGlobal(4 * sizeof(long)), info = Marshal.AllocHGlobal(InfoBytes);
        Marshal.Copy([at, at + (long)Page, (long)Page, 0], 0, table, 4);
        Marshal.WriteInt32(info, CodeAt, code);
        Marshal.WriteInt64(info, AddressAt, inRange ? at + 5 : at - 5);
        int passed = 0;
        Handler previous = (_, _, _) => passed++;
        nint next = Marshal.GetFunctionPointerForDelegate(previous);
        nint handler = BusErrors.Executable(BusErrorCode.For(RuntimeInformation.ProcessArchitecture, table, 1, next));

        Marshal.GetDelegateForFunctionPointer<Handler>(handler)(Libc.SIGBUS, info, 0);

        Assert.Equal((handled ? 0 : 1, handled ? 0 : 7), (passed, (int)Marshal.ReadByte(at)));
        Assert.Equal(handled ? code : 0, Marshal.ReadInt64(table, 3 * sizeof(long)));
        GC.KeepAlive(previous);
        Marshal.FreeHGlobal(table);
        Marshal.FreeHGlobal(info);
        Assert.Equal(0, Libc.munmap(at, (nuint)Page));
    }

    [Fact(DisplayName = "Huge pages are lost by the huge page; where this machine has none left, mapping them is refused")]
    public void HugePages()
    {
        int raw = Libc.memfd_create("spec", MFD_HUGETLB);
        Assert.True(raw >= 0, $"errno {Marshal.GetLastPInvokeError()}");
        using var file = new FileDescriptor(raw);
        Assert.Equal(0, Libc.ftruncate(file, 2L * HugePage));
        MappedMemory memory;
        try
        {
            memory = MappedMemory.Map(file, 0, 2UL * HugePage);
        }
        catch (ErrnoException e)
        {
            Assert.Equal(12, e.Errno);                                     // ENOMEM: the pool is empty (vm.nr_hugepages)
            return;
        }

        using (memory)
        {
            memory.Slice(HugePage, 1)[0] = 7;
            Assert.Equal(0, Libc.ftruncate(file, HugePage));
            Assert.Equal(0, memory.Slice(HugePage + 5, 1)[0]);
            Assert.Equal(MemoryLoss.CutShort, memory.Loss);
        }
    }
}
