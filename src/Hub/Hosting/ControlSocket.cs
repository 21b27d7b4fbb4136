using System.Net.Sockets;
using GpioHub.Actors.Rigs;
using GpioHub.Hub.CommandLine;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Hosting;

/// <summary>The listening end of control.sock or view.sock. Permissions are set before anyone can connect. A stale path is replaced,
/// a live one refused.</summary>
internal sealed class ControlSocket : IDisposable
{
    private readonly UnixListener _listener;

    private ControlSocket(string path, UnixListener listener) => (Path, _listener) = (path, listener);

    public string Path { get; }

    /// <exception cref="SocketInUseException">Another hub serves it.</exception>
    /// <exception cref="CommandException">The group does not exist.</exception>
    public static ControlSocket Bind(HubPlan hub) => Bind(hub.ControlSocket, hub.ControlMode, hub.ControlGroup, "controlGroup");

    /// <inheritdoc cref="Bind(HubPlan)"/>
    public static ControlSocket BindView(HubPlan hub) => Bind(hub.ViewSocket, hub.ViewMode, hub.ViewGroup, "viewGroup");

    private static ControlSocket Bind(string path, UnixFileMode mode, string? groupName, string key)
    {
        uint? group = null;
        if (groupName is { } name)
        {
            group = Identity.TryFindGroup(name, out uint id)
                ? id
                : throw new CommandException(ExitCode.BadConfig, $"hub.{key}: no group \"{name}\" on this machine");
        }

        return new ControlSocket(path, UnixListener.Bind(path, mode, group));
    }

    /// <summary>The same socket for Kestrel, which may close its view of it.</summary>
    public Socket Handle() => new(new SafeSocketHandle(_listener.DangerousGetHandle(), ownsHandle: false));

    /// <summary>Removes the path, then closes: a client finds no hub rather than a dead one.</summary>
    public void Dispose()
    {
        if (!_listener.IsClosed) File.Delete(Path);
        _listener.Dispose();
    }
}
