using System.Net.Sockets;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A socket that a guest's program opens.</summary>
internal static class GuestSocket
{
    /// <summary>Connects as soon as it is there.</summary>
    public static async Task<Stream> ConnectAsync(ChildProcess program, string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await Patience.UntilAsync(
            async () =>
            {
                if (program.HasExited) throw new ScenarioException($"{program.Name} ended at once:\n{program.Log.Tail}");
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                    return true;
                }
                catch (SocketException)
                {
                    return false;       // it has not been made yet
                }
            },
            connected => connected,
            _ => $"{program.Name} does not open {path}:\n{program.Log.Tail}");
        return new NetworkStream(socket, ownsSocket: true);
    }
}
