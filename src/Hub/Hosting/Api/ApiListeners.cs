using System.Collections.Immutable;
using System.Net;
using GpioHub.Hub.Hosting.Sockets;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Api;

/// <summary>Where the control API listens. The caller disposes the sockets after the host.</summary>
/// <param name="Control">null = none.</param>
/// <param name="View">Shows, and changes nothing; null = none.</param>
/// <param name="Http">null = none.</param>
internal sealed record ApiListeners(ControlSocket? Control, ControlSocket? View, IPEndPoint? Http)
{
    /// <summary>Paths of which the log says already that they cannot be made again, and why.</summary>
    private volatile ImmutableDictionary<string, string> _told = ImmutableDictionary<string, string>.Empty;

    /// <summary>Sockets that nobody can reach, and why. Any thread.</summary>
    public IReadOnlyCollection<string> Missing => [.. _told.Select(one => $"{one.Key} cannot be made again: {one.Value}")];

    public bool Any => Control is not null || View is not null || Http is not null;

    /// <summary>Makes the Unix sockets again whose path somebody has removed. May block; one call at a time.</summary>
    public void Look(ILogger log)
    {
        foreach (var socket in (ControlSocket?[])[Control, View])
        {
            if (socket is null) continue;
            try
            {
                if (!socket.Renew()) continue;
                _told = _told.Remove(socket.Path);
                SocketLog.MadeAgain(log, socket.Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!_told.ContainsKey(socket.Path)) SocketLog.NotMadeAgain(log, socket.Path, e.Message);
                _told = _told.SetItem(socket.Path, e.Message);
            }
        }
    }

    /// <summary>The Unix socket at a path; null = neither is there.</summary>
    public ControlSocket? At(string? path) => path == Control?.Path ? Control : path == View?.Path ? View : null;
}
