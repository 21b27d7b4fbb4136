using GpioHub.Transports.Native;

namespace GpioHub.GuestDriver.Tests.Support;

/// <summary>A socket's path that nobody serves any more.</summary>
internal sealed class StaleSocket : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-guest-");

    public StaleSocket()
    {
        using UnixListener gone = UnixListener.Bind(SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string SocketPath => Path.Combine(_folder.FullName, "dev.sock");

    public void Dispose() => _folder.Delete(recursive: true);
}
