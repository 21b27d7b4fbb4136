using System.Net.Http.Headers;
using System.Net.Sockets;

namespace GpioHub.Bench.Processes;

/// <summary>The control API of a measured hub.</summary>
internal static class ControlSocket
{
    /// <param name="folder">Of the hub's sockets.</param>
    public static HttpClient Client(string folder) => new(
        new SocketsHttpHandler { ConnectCallback = async (_, _) => new NetworkStream(await ConnectAsync(folder), ownsSocket: true) });

    /// <summary>Adds a fault that readers of the line see all the time.</summary>
    /// <exception cref="BenchException">Refused.</exception>
    public static void Invert(string folder, string line)
    {
        using HttpClient http = Client(folder);
        using var body = new StringContent($$"""{"line":"{{line}}","kind":"invert"}""", new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage answer = http.PostAsync(new Uri("http://hub/v1/faults"), body).Result;
        if (!answer.IsSuccessStatusCode) throw new BenchException($"no fault on {line}: {answer.Content.ReadAsStringAsync().Result}");
    }

    public static async Task<Socket> ConnectAsync(string folder)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder, "control.sock")));
        return socket;
    }
}
