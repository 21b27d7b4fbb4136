using System.Net.Sockets;
using System.Text.Json;
using GpioHub.Hub.Commands.Client;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>One question to the hub for who waits for a key.</summary>
internal static class QuickClient
{
    /// <summary>Asks for a resource.</summary>
    /// <param name="hub">Connected.</param>
    /// <param name="patience">How long the hub may take, from the question to the end of its answer.</param>
    /// <returns>null = it answered otherwise than 200.</returns>
    /// <exception cref="OperationCanceledException">It took longer.</exception>
    public static async Task<JsonDocument?> AskAsync(Socket hub, string path, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        return await PlainHttp.GetAsync(hub, path, limit.Token) is (200, var body) ? JsonDocument.Parse(body.ToArray()) : null;
    }
}
