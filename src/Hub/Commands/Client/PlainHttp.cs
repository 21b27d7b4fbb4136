using System.Net.Sockets;
using System.Text;

namespace GpioHub.Hub.Commands.Client;

/// <summary>One question over HTTP by hand, for who wants the answer whatever its status is, or wants it at once: a client that can do
/// everything takes longer to load than the hub to answer.</summary>
internal static class PlainHttp
{
    /// <summary>Our limit, bytes: the whole document of a large rig has a tenth of it.</summary>
    private const int MostBytes = 64 << 20;

    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    /// <param name="hub">Connected.</param>
    /// <param name="host">Whom the question is for.</param>
    /// <param name="headers">Further ones, each with its end of line.</param>
    /// <returns>null = it is no answer.</returns>
    /// <exception cref="OperationCanceledException">It takes too long.</exception>
    public static async Task<(int Status, ReadOnlyMemory<byte> Body)?> GetAsync(
        Socket hub, string path, CancellationToken limit, string host = "hub", string headers = "")
    {
        await hub.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n"), limit);
        using var answer = new MemoryStream();
        byte[] piece = new byte[64 * 1024];
        while (answer.Length < MostBytes && await hub.ReceiveAsync(piece, limit) is > 0 and var length) answer.Write(piece, 0, length);
        var all = answer.GetBuffer().AsMemory(0, (int)answer.Length);
        int head = all.Span.IndexOf(EndOfHead);
        return head > 0 && all.Span.StartsWith("HTTP/1.1 "u8) && int.TryParse(all.Span.Slice("HTTP/1.1 ".Length, 3), out int status)
            ? (status, all[(head + EndOfHead.Length)..])
            : null;
    }
}
