using System.Text.Json;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>QEMU's machine protocol, as far as commands without arguments go.</summary>
public sealed class Qmp : IAsyncDisposable
{
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private Qmp(Stream stream)
    {
        _reader = new StreamReader(stream);
        _writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
    }

    public static async Task<Qmp> GreetAsync(Stream stream)
    {
        var qmp = new Qmp(stream);
        await qmp._reader.ReadLineAsync();      // the greeting
        await qmp.RunAsync("qmp_capabilities");
        return qmp;
    }

    public async Task RunAsync(string command)
    {
        await _writer.WriteLineAsync($$"""{"execute": "{{command}}"}""");
        while (true)
        {
            string line = await _reader.ReadLineAsync().WaitAsync(Patience.Limit)
                ?? throw new ScenarioException($"QMP closed at {command}");
            using var answer = JsonDocument.Parse(line);
            if (answer.RootElement.TryGetProperty("return", out _)) return;
            if (answer.RootElement.TryGetProperty("error", out var error)) throw new ScenarioException($"QMP {command}: {error}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        try
        {
            await _writer.DisposeAsync();
        }
        catch (IOException)
        {
            // QEMU has gone: nothing is left to flush to
        }
    }
}
