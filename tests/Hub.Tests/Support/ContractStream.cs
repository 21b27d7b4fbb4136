using System.Text;
using Xunit;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A stream of events on its way to a test: each item is held to the OpenAPI description before the test sees its end.</summary>
internal sealed class ContractStream(Stream inner, string path) : Stream
{
    private readonly List<byte> _line = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        Look(buffer.AsSpan(offset, read));
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        Look(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes)
        {
            if (next != '\n')
            {
                _line.Add(next);
                continue;
            }

            string line = Encoding.UTF8.GetString([.. _line]);
            _line.Clear();
            string item = line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : line;
            if (!item.StartsWith('{')) continue;                // what else server-sent events consist of
            Assert.Null(ApiContract.ItemProblem(path, item));
        }
    }
}
