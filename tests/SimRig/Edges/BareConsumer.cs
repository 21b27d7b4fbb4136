using System.IO.MemoryMappedFiles;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.SimRig.Chips;

namespace GpioHub.SimRig.Edges;

/// <summary>Is told by the limit: the program bench/limit/edge.c, which reads the line's events and signals an eventfd.</summary>
internal sealed class BareConsumer : EdgeConsumer
{
    private readonly CallLine _call;
    private readonly ChildProcess _program;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _stamp;
    private readonly List<long> _stamps = [];

    private BareConsumer(string name, SimLine pin, CallLine call, ChildProcess program, MemoryMappedFile file) : base(name, pin)
    {
        (_call, _program, _file, _stamp) = (call, program, file, file.CreateViewAccessor());
        _call.MakeBlocking();
    }

    public override int ProcessId => _program.Id;

    /// <param name="lookUs">How long it looks before it sleeps, microseconds.</param>
    public static async Task<BareConsumer> StartAsync(string name, string program, SimChip chip, int line, int lookUs)
    {
        string stamp = Path.GetTempFileName();
        var file = MemoryMappedFile.CreateFromFile(stamp, FileMode.Open, mapName: null, capacity: sizeof(long));
        var call = new CallLine(asSocket: false);
        var running = ChildProcess.Start(name, program,
        [
            "--chip", chip.Device, "--line", $"{line}", "--signal", $"{Environment.ProcessId}:{call.Theirs.DangerousGetHandle()}",
            "--stamp", stamp, "--look", $"{lookUs}",
        ]);
        await running.Log.LineAsync(l => l == "armed", $"{name} to be armed");
        return new BareConsumer(name, chip.Lines[line], call, running, file);
    }

    public override void Await()
    {
        _call.Await();
        _stamps.Add(_stamp.ReadInt64(0));
    }

    public override void Rearm()
    {
    }

    public override Task<long> PositionAsync() => Task.FromResult((long)_stamps.Count);

    public override Task<long[]> HappenedAsync(long position, int count) =>
        Task.FromResult(_stamps.Skip((int)position).Take(count).ToArray());

    public override async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _call.Dispose();
        _stamp.Dispose();
        _file.Dispose();
    }
}
