using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GpioHub.Bench.Workers;

/// <summary>The links' floor, second half: blocks until a message has come and sends it back, until its peer ends.</summary>
internal static class TcpPong
{
    /// <param name="port">A file with the port of the first half.</param>
    public static void Run(string port)
    {
        using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        peer.Connect(IPAddress.Loopback, int.Parse(File.ReadAllText(port), NumberStyles.None, CultureInfo.InvariantCulture));
        byte[] message = new byte[TcpPing.MessageLength];
        while (Take(peer, message)) peer.Send(message);
    }

    /// <summary>Blocks until a whole message is there.</summary>
    /// <returns>false = the peer has ended.</returns>
    public static bool Take(Socket peer, Span<byte> message)
    {
        for (int got; message.Length > 0; message = message[got..])
            if ((got = peer.Receive(message)) == 0) return false;
        return true;
    }
}
