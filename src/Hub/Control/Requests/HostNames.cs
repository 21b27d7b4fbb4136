using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace GpioHub.Hub.Control.Requests;

/// <summary>The names by which a request may call the hub in <c>Host</c>. Any other is foreign, and leads here: DNS rebinding.</summary>
/// <remarks>The port is not compared: it is that of whoever's tunnel leads here.</remarks>
internal static class HostNames
{
    private static readonly ImmutableArray<string> Always = ["hub", "localhost", "127.0.0.1", "[::1]"];

    /// <param name="host">The value of <c>Host</c>, with a port or without.</param>
    /// <param name="listener">Where the request came.</param>
    /// <param name="own">Further names of a listener that other machines reach.</param>
    public static bool Have(string host, Listener listener, IEnumerable<string> own)
    {
        if (NameIn(host) is not { } name) return false;
        if (Always.Contains(name, StringComparer.OrdinalIgnoreCase)) return true;
        if (listener.Tcp is not { } tcp) return false;
        if (listener.IsLocal) return IsAddress(name, out var address) && address.Equals(tcp.Address);
        // An address is nobody's name: it cannot be made to lead elsewhere.
        return IsAddress(name, out _) || own.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <returns>The name without the port; null = no <c>name[:port]</c>.</returns>
    private static string? NameIn(string host)
    {
        int end = host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) + 1 : host.IndexOf(':', StringComparison.Ordinal);
        if (end == 0) return null;
        if (end < 0 || end == host.Length) return host.Length > 0 ? host : null;
        return host[end] == ':' && host.AsSpan(end + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? host[..end] : null;
    }

    /// <summary>Only in the form in which an address is written: <c>127.1</c> and <c>2130706433</c> are names.</summary>
    private static bool IsAddress(string name, out IPAddress address)
    {
        bool bracketed = name.StartsWith('[') && name.EndsWith(']');
        return IPAddress.TryParse(bracketed ? name[1..^1] : name, out address!)
            && bracketed == (address.AddressFamily == AddressFamily.InterNetworkV6)
            && (bracketed || address.ToString() == name);
    }
}
