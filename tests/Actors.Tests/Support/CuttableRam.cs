using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Actors.Tests.Support;

/// <summary>The file that a guest's RAM is in.</summary>
public enum RamFile
{
    /// <summary>A memfd that takes no seals, as one that was made without MFD_ALLOW_SEALING.</summary>
    MemFd,

    /// <summary>In /dev/shm, as User-Mode Linux and QEMU's memory-backend-file have it.</summary>
    SharedMemory,

    /// <summary>In the folder for temporary files, wherever that is.</summary>
    Disk,
}

/// <summary>A machine whose front-end can take away the RAM that it has shared.</summary>
internal sealed class CuttableRam(RamFile kind) : FrontEndMachine, IDisposable
{
    private FileStream? _stream;
    private MemFd? _memFd;
    private ulong _fileOffset;

    /// <summary>Shortens the file, so that a byte and all behind it are gone.</summary>
    /// <param name="guestAddress">The byte.</param>
    public void CutAt(ulong guestAddress)
    {
        ulong length = guestAddress - GuestRam.GuestBase + _fileOffset;
        if (_memFd is not null) _memFd.Resize(length);
        else _stream!.SetLength((long)length);
    }

    public override (FileDescriptor File, MemoryBacking Backing) CreateRam(ulong fileOffset, ulong size)
    {
        Dispose();
        _fileOffset = fileOffset;
        if (kind == RamFile.MemFd)
        {
            _memFd = Transports.Native.MemFd.Create("cut", fileOffset + size, FileSeals.Seal);
            return (FdInfo.Duplicate(_memFd), MappedBacking.Map(_memFd, fileOffset, size));
        }

        string folder = kind == RamFile.SharedMemory ? "/dev/shm" : Path.GetTempPath();
        _stream = new FileStream(Path.Combine(folder, $"gpiohub-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.DeleteOnClose);
        _stream.SetLength((long)(fileOffset + size));
        // the file system of the test's own folder may be one of those that the hub refuses; here nothing stalls
        var file = _stream.SafeFileHandle;
        return (FdInfo.Duplicate(file), MappedBacking.Map(file, fileOffset, size, allowUnknownLength: true));
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _memFd?.Dispose();
        (_stream, _memFd) = (null, null);
    }
}
