using System.Net;

namespace GpioHub.Hub.Hosting;

/// <summary>Where the control API listens. The caller disposes the sockets after the host.</summary>
/// <param name="Control">null = none.</param>
/// <param name="View">Shows, and changes nothing; null = none.</param>
/// <param name="Http">null = none.</param>
internal sealed record ApiListeners(ControlSocket? Control, ControlSocket? View, IPEndPoint? Http)
{
    public bool Any => Control is not null || View is not null || Http is not null;

    /// <summary>The Unix socket at a path; null = neither is there.</summary>
    public ControlSocket? At(string? path) => path == Control?.Path ? Control : path == View?.Path ? View : null;
}
