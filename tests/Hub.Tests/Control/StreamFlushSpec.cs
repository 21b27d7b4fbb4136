using System.IO.Pipelines;
using GpioHub.Hub.Control.Events;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

/// <summary>How much of a stream waits for its reader (IF-3.13).</summary>
public class StreamFlushSpec
{
    [Theory(DisplayName = "What was read of the log is offered to the reader before more is read: a stopped reader costs no memory")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachPiece(bool batch)
    {
        var rig = new FakeRig(DemoRig.Plan("/run/none"));
        var pipe = new CountedPipe();
        var query = new EventQuery(["bench/IGN", "adas:IGN"], true, true, 2 * FakeRig.EventsKept, null)
        {
            Batch = batch ? TimeSpan.FromMilliseconds(1.0) : null,
            IsNew = batch,
        };
        var output = new StreamOutput(pipe, StreamFormat.Ndjson, TimeProvider.System);
        await using var stream = new EventStream(rig, query, output, TimeProvider.System, _ => { }, default);
        await stream.OpenAsync();
        for (int i = 0; i < FakeRig.EventsKept; i++) rig.Publish(DemoRig.Bench(0), i % 2 == 0);
        await stream.RunAsync();

        // Two names of each edge, so two full documents of a batch, or twice as many of single edges.
        int most = batch ? 3 : (2 * EventBatch.MostRows) + 1;
        Assert.InRange(pipe.MostLines, 1, most);
        Assert.True(pipe.Flushes >= FakeRig.EventsKept / EventBatch.MostRows);
    }

    /// <summary>Counts lines between two flushes, and keeps nothing.</summary>
    private sealed class CountedPipe : PipeWriter
    {
        private byte[] _buffer = new byte[1 << 20];
        private int _lines;

        public int MostLines { get; private set; }

        public int Flushes { get; private set; }

        public override void Advance(int bytes)
        {
            _lines += _buffer.AsSpan(0, bytes).Count((byte)'\n');
            MostLines = Math.Max(MostLines, _lines);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer = new byte[Math.Max(sizeHint, 4096)];

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            (_lines, Flushes) = (0, Flushes + 1);
            return new ValueTask<FlushResult>(new FlushResult(false, false));
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
