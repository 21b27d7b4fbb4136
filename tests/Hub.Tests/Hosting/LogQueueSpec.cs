using GpioHub.Hub.Hosting.Logging;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>A log that nobody reads stops nobody.</summary>
public sealed class LogQueueSpec
{
    [Fact(DisplayName = "Nobody waits for an output that stands still; what was lost is told with the next line that is written")]
    public async Task AStandingOutput()
    {
        using var output = new Gated();
        using var queue = new LogQueue(output, count => $"{count} lost\n");
        queue.Add("first\n");
        await output.Entered;                                  // the writer holds the first line, and stands
        for (int i = 0; i < LogQueue.Capacity + 5; i++) queue.Add("more\n");
        output.Open();
        await output.Written.SeenAsync("5 lost\n");
    }

    [Fact(DisplayName = "What was handed over before the end is written")]
    public void TheEnd()
    {
        using var output = new StringWriter();
        using (var queue = new LogQueue(output, count => $"{count} lost\n"))
            for (int i = 0; i < 100; i++) queue.Add($"{i}\n");
        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}\n")), output.ToString());
    }

    [Fact(DisplayName = "The end does not wait for an output that stands still for good")]
    public async Task AnOutputForGood()
    {
        using var output = new Gated();
        var queue = new LogQueue(output, count => $"{count} lost\n");
        queue.Add("first\n");
        await output.Entered;
        queue.Dispose();                                       // returns
        output.Open();
    }

    [Fact(DisplayName = "An output that fails, whatever it throws, ends the log and nothing else")]
    public void ABrokenOutput()
    {
        using var queue = new LogQueue(new Broken(), count => $"{count} lost\n");
        for (int i = 0; i < 2 * LogQueue.Capacity; i++) queue.Add("more\n");
    }

    [Fact(DisplayName = "An output that is full for a while loses lines; the next one that is written says how many")]
    public async Task AFullOutput()
    {
        using var output = new Full();
        using var queue = new LogQueue(output, count => $"{count} lost\n");
        queue.Add("one\n");
        queue.Add("two\n");
        await output.Refused(2);
        output.HasRoom = true;
        queue.Add("three\n");
        await output.Written.SeenAsync("2 lost\nthree\n");
        Assert.Equal("2 lost\nthree\n", output.Written.ToString());
    }

    /// <summary>A file on a disk that is full, until it is not.</summary>
    private sealed class Full : StringWriter
    {
        private readonly SemaphoreSlim _refused = new(0);
        private volatile bool _hasRoom;

        public WatchedWriter Written { get; } = new();

        public bool HasRoom
        {
            set => _hasRoom = value;
        }

        public override void Flush() => Written.Flush();

        public async Task Refused(int times)
        {
            for (int i = 0; i < times; i++) Assert.True(await _refused.WaitAsync(TimeSpan.FromSeconds(20)));
        }

        public override void Write(string? value)
        {
            if (_hasRoom)
            {
                Written.Write(value);
                return;
            }

            _refused.Release();
            throw new IOException("No space left on device");
        }
    }

    private sealed class Broken : StringWriter
    {
        public override void Write(string? value) => throw new UnauthorizedAccessException("a closed descriptor");
    }

    /// <summary>Stands in its first line until it is opened.</summary>
    private sealed class Gated : StringWriter
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _open = new();

        public Task Entered => _entered.Task;

        public WatchedWriter Written { get; } = new();

        public void Open() => _open.Set();

        public override void Write(string? value)
        {
            _entered.TrySetResult();
            _open.Wait();
            Written.Write(value);
            Written.Flush();
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing) Written.Dispose();
        }
    }
}
