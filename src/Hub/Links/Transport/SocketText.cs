using System.Net;

namespace GpioHub.Hub.Links.Transport;

/// <summary>The other end of a connection as one text, however a library writes it.</summary>
internal static class SocketText
{
    public static string Of(IPEndPoint socket)
    {
        var address = socket.Address.IsIPv4MappedToIPv6 ? socket.Address.MapToIPv4() : socket.Address;
        return new IPEndPoint(address, socket.Port).ToString();
    }

    /// <param name="text">An address of IP with a port, perhaps behind an @.</param>
    public static string Of(string? text)
    {
        if (text is null) return "somebody";
        string socket = text[(text.LastIndexOf('@') + 1)..];
        return IPEndPoint.TryParse(socket, out var parsed) ? Of(parsed) : socket;
    }

    /// <summary>Its address alone: a port is another one with each connection.</summary>
    public static string WithoutPort(string socket) => IPEndPoint.TryParse(socket, out var parsed) ? parsed.Address.ToString() : socket;
}
