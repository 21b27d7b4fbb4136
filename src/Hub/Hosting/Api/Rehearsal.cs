using System.Net.Sockets;
using System.Text;

namespace GpioHub.Hub.Hosting.Api;

/// <summary>Asks the hub's own control socket for one of everything, so that what answers need is loaded: later there may be no descriptor
/// to open an assembly with.</summary>
internal static class Rehearsal
{
    private static readonly string[] Requests =
    [
        "GET /v1/hub", "GET /v1/chips", "GET /v1/guests", "GET /v1/lines", "GET /v1/faults", "GET /v1/config", "GET /nothing",
        "POST /v1/config/check", "GET /metrics", "GET /healthz", "GET /readyz", "GET /v1/events",
    ];

    /// <param name="control">Path of the control socket.</param>
    public static async Task RunAsync(string control, CancellationToken cancel)
    {
        foreach (string request in Requests) await AskAsync(control, request, cancel);
    }

    private static async Task AskAsync(string control, string request, CancellationToken cancel)
    {
        const string Body = "chips: {}\n";
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(control), cancel);
        string length = request.StartsWith("POST", StringComparison.Ordinal) ? $"Content-Length: {Body.Length}\r\n" : "";
        string headers = $"Host: localhost\r\nConnection: close\r\nAccept-Encoding: gzip\r\n{length}";
        string text = $"{request} HTTP/1.1\r\n{headers}\r\n{(length.Length > 0 ? Body : "")}";
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), cancel);
        byte[] answer = new byte[4096];
        // What it says does not matter; a stream of events does not end by itself.
        while (await socket.ReceiveAsync(answer, cancel) > 0 && !request.EndsWith("events", StringComparison.Ordinal)) { }
    }
}
