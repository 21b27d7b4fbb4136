using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>A source of a front-end's messages with descriptors; it remembers every descriptor that it gave away.</summary>
internal sealed class FrontEnd
{
    /// <summary>Where the front-end's RAM begins in its own address space; guest address 0 and file offset 0 are the same byte.</summary>
    public const ulong UserBase = 0x7f00_0000_0000;

    public const ulong RamSize = 0x20_0000;

    /// <summary>Handles as the session received them.</summary>
    public List<FileDescriptor> Given { get; } = [];

    public VhostUserMessage Fd(VhostUserRequest request, uint ring, bool ack = false) =>
        new(request, new VringFd(ring, NoFd: false).Encode(), [Notification(request)], ack);

    public VhostUserMessage MemoryTable(bool ack = false, params RegionDescription[] regions) =>
        new(VhostUserRequest.SetMemTable, MemoryTablePayload.Encode(regions), [.. regions.Select(_ => Ram())], ack);

    public VhostUserMessage MemoryTable(bool ack = false) => MemoryTable(ack, WholeRam);

    public VhostUserMessage Region(VhostUserRequest request, RegionDescription region, bool ack = false, bool withFd = true) =>
        new(request, region.EncodeSingle(), withFd ? [Ram()] : [], ack);

    public static RegionDescription WholeRam { get; } = new(0, RamSize, UserBase, 0);

    public ReceivedFd Notification(VhostUserRequest request = VhostUserRequest.SetVringCall) => Received(EventFd.Create(), request);

    /// <summary>A sealed memfd, as large as the RAM.</summary>
    public ReceivedFd Ram(ulong size = RamSize, FileSeals seals = FileSeals.Shrink) =>
        Received(MemFd.Create("gpiohub-test", size, seals), VhostUserRequest.SetMemTable);

    /// <summary>A descriptor as the connection hands it to the session.</summary>
    public ReceivedFd Received(FileDescriptor original, VhostUserRequest request)
    {
        using (original)
        {
            ReceivedFd received = ReceivedFd.Examine(FdInfo.Duplicate(original), request);
            Given.Add(received.Handle);
            return received;
        }
    }
}
