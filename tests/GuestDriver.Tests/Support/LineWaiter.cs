using System.Text;
using System.Threading.Channels;

namespace GpioHub.GuestDriver.Tests.Support;

/// <summary>Output that a test awaits line by line.</summary>
internal sealed class LineWaiter : TextWriter
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public override Task WriteLineAsync(string? value)
    {
        _lines.Writer.TryWrite(value ?? "");
        return Task.CompletedTask;
    }

    public Task<string> NextAsync() => _lines.Reader.ReadAsync().AsTask().WaitAsync(Rig.Patience);
}
