using System.Net.Sockets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Hosting.Sockets;

/// <summary>The listening end of control.sock or view.sock. Permissions are set before anyone can connect. A stale path is replaced,
/// a live one refused.</summary>
/// <remarks>It accepts by itself, not through Kestrel, because it may have to listen at a new socket while the hub runs.</remarks>
internal sealed class ControlSocket : IDisposable
{
    /// <summary>The wait after a failure to accept, mostly for want of a descriptor: the connection stays in the queue meanwhile.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Func<UnixListener> _bind;
    private readonly CancellationTokenSource _ended = new();
    private volatile Place _place;

    private ControlSocket(string path, UnixListener? present, Func<UnixListener> bind)
    {
        (Path, _bind) = (path, bind);
        _place = new Place(present ?? bind());
    }

    public string Path { get; }

    /// <exception cref="SocketInUseException">Another hub serves it.</exception>
    /// <exception cref="NoSuchGroupException">The group does not exist.</exception>
    /// <param name="keeping">Its listener outlives this process, and that of the process before is used: who connects in between
    /// waits.</param>
    /// <param name="given">A service manager may listen there already; then mode and group are its affair.</param>
    public static ControlSocket Bind(HubPlan hub, Keeping keeping, GivenSockets given) =>
        Bind(hub.ControlSocket, hub.ControlMode, (hub.ControlGroup, "controlGroup"), keeping, "control", given);

    /// <inheritdoc cref="Bind(HubPlan, Keeping, GivenSockets)"/>
    public static ControlSocket BindView(HubPlan hub, Keeping keeping, GivenSockets given) =>
        Bind(hub.ViewSocket, hub.ViewMode, (hub.ViewGroup, "viewGroup"), keeping, "view", given);

    private static ControlSocket Bind(
        string path, UnixFileMode mode, (string? Name, string Key) wanted, Keeping keeping, string kept, GivenSockets given)
    {
        uint? group = null;
        if (wanted.Name is { } name)
        {
            group = Identity.TryFindGroup(name, out uint id)
                ? id
                : throw new NoSuchGroupException($"hub.{wanted.Key}: no group \"{name}\" on this machine");
        }

        return new ControlSocket(path, given.TryServe(path) ?? Inherited(path, keeping, kept), () =>
        {
            var listener = UnixListener.Bind(path, mode, group);
            keeping.Store.Store(kept, listener);
            return listener;
        });
    }

    /// <returns>null = there was none, or it is at another path now.</returns>
    private static UnixListener? Inherited(string path, Keeping keeping, string name)
    {
        if (keeping.Inherited.Take(name) is not { } left) return null;
        var listener = UnixListener.Resume(left, path);
        if (listener.IsInPlace) return listener;
        listener.Dispose();
        keeping.Store.Remove(name);
        return null;
    }

    /// <summary>Waits for the next client.</summary>
    /// <returns>null after <see cref="End"/>.</returns>
    public async ValueTask<Socket?> AcceptAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            var place = _place;
            try
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, place.Left.Token);
                return await place.View.AcceptAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                // It listens elsewhere by now, or not at all.
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    /// <summary>Makes the path again if somebody has removed or replaced it. May block; one call at a time.</summary>
    /// <returns>Whether it was made.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    public bool Renew()
    {
        var place = _place;
        if (place.Listener.IsClosed || place.Listener.IsInPlace) return false;
        SocketFolder.Prepare(System.IO.Path.GetDirectoryName(Path)!);
        _place = new Place(_bind());
        place.Leave();
        return true;
    }

    /// <summary>Accepts nobody any more.</summary>
    public void End() => _ended.Cancel();

    /// <summary>Removes the path if it is still ours, then closes: a client finds no hub rather than a dead one.</summary>
    public void Dispose()
    {
        End();
        if (!_place.Listener.IsClosed) _place.Listener.RemovePath();
        _place.Listener.Dispose();
    }

    /// <summary>A listener with the view of it that can be awaited.</summary>
    private sealed class Place(UnixListener listener)
    {
        public UnixListener Listener { get; } = listener;

        public Socket View { get; } = new(new SafeSocketHandle(listener.DangerousGetHandle(), ownsHandle: false));

        public CancellationTokenSource Left { get; } = new();

        public void Leave()
        {
            Left.Cancel();
            Listener.Dispose();
        }
    }
}

/// <summary>A group that the configuration names and this machine does not have: the file is wrong, not the machine. The message is for the
/// user as it stands.</summary>
internal sealed class NoSuchGroupException(string message) : IOException(message);
