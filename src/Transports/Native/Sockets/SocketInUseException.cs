namespace GpioHub.Transports.Native;

/// <summary>A socket's path is served by a process, so it is not taken over.</summary>
public sealed class SocketInUseException(string path, PeerCredentials owner)
    : IOException(
        owner.ProcessId > 0 ? $"{path} is served by pid {owner.ProcessId} ({owner.ProcessName})" : $"{path} is served by another process")
{
    public string Path { get; } = path;

    /// <summary>Who listens; its pid is 0 where that could not be found out.</summary>
    public PeerCredentials Owner { get; } = owner;
}
