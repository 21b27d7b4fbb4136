namespace GpioHub.Transports.Native;

/// <summary>The failure to bind a path that another process serves; the path is not taken over.</summary>
public sealed class SocketInUseException(string path, PeerCredentials owner)
    : IOException(
        owner.ProcessId > 0 ? $"{path} is served by pid {owner.ProcessId} ({owner.ProcessName})" : $"{path} is served by another process")
{
    public string Path { get; } = path;

    /// <summary>The process that listens; its pid is 0 if it is not known.</summary>
    public PeerCredentials Owner { get; } = owner;
}
