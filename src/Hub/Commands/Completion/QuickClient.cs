using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>One question to the hub for who waits for a key: HTTP by hand, since a client that can do everything takes longer to load than
/// the hub to answer.</summary>
internal static class QuickClient
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    /// <summary>Asks for a resource.</summary>
    /// <param name="hub">Connected.</param>
    /// <param name="patience">How long the hub may take, from the question to the end of its answer.</param>
    /// <returns>null = it answered otherwise than 200.</returns>
    /// <exception cref="OperationCanceledException">It took longer.</exception>
    public static async Task<JsonDocument?> AskAsync(Socket hub, string path, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await hub.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"), limit.Token);
        using var answer = new MemoryStream();
        byte[] piece = new byte[64 * 1024];
        while (await hub.ReceiveAsync(piece, limit.Token) is > 0 and var length) answer.Write(piece, 0, length);
        var all = answer.GetBuffer().AsMemory(0, (int)answer.Length);
        int head = all.Span.IndexOf(EndOfHead);
        return head > 0 && all.Span.StartsWith("HTTP/1.1 200 "u8) ? JsonDocument.Parse(all[(head + EndOfHead.Length)..].ToArray()) : null;
    }
}
