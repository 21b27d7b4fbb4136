using GpioHub.Fuzz.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.TestKit.Memory;
using GpioHub.TestKit.Rigs;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Worlds;

/// <summary>A guest that keeps every rule: a front-end and the rings' driver, with one interrupt buffer for each line.</summary>
internal sealed class WorldGuest : IDisposable
{
    private readonly HubWorld _world;
    private readonly VhostUserFrontEnd _frontEnd;
    private readonly DriverCore _core;
    private readonly IrqTransfer[] _pairs;
    private bool _running;

    /// <summary>Connects, probes and starts.</summary>
    /// <param name="packed">Its rings are packed.</param>
    public WorldGuest(HubWorld world, string id, bool packed = false)
    {
        _world = world;
        _frontEnd = VhostUserFrontEnd.Attach(world.Connect(id),
            SocketTransport.Options(new Machine(world), packed) with { MemorySize = 1 << 17 });
        _core = new DriverCore(_frontEnd);
        FuzzException.Unless(GpioConfig.TryDecode(_frontEnd.GetConfig(0, GpioConfig.Size), out var config), "there is a config space");
        _pairs = [.. Enumerable.Range(0, config.LineCount).Select(line =>
            new IrqTransfer(_core.Ram, (ushort)line, status => Returned.Enqueue((line, status))))];
        world.Guests.Add(this);
        Start();
        FuzzException.Unless(packed == ((_frontEnd.Features & VirtioFeatures.RingPacked) != 0), "it has the rings that it asks for");
        Names = config.NamesSize == 0 ? [.. _pairs.Select(_ => "")] : ReadNames(config);
    }

    /// <summary>As the device told them.</summary>
    public string[] Names { get; }

    /// <summary>Buffers that have come back and nobody has looked at, oldest first.</summary>
    public Queue<(int Line, IrqStatus Status)> Returned { get; } = new();

    public void Start()
    {
        _core.Run(() =>
        {
            _frontEnd.Start();
            SetRunning(true);
        });
        _core.PollAndArm();
        _world.RunUntilIdle();
    }

    /// <summary>Pauses the machine: both rings are stopped.</summary>
    public void Stop()
    {
        _core.Run(() =>
        {
            SetRunning(false);
            _frontEnd.Stop();
        });
        _world.RunUntilIdle();
        _core.Poll();
        SetRunning(true);
        _core.Poll();                                                          // what came back before the base was told
        SetRunning(false);
    }

    /// <summary>Sends a request, which must be answered without time passing.</summary>
    public GpioReply Ask(GpioMessage message, int line, uint value = 0)
    {
        GpioReply? reply = null;
        _core.Run(() => _core.Send(message, (ushort)line, value, (answered, why) => reply = why is null ? answered.Reply : null));
        _world.RunUntilIdle();
        return reply ?? throw new FuzzException($"{message} of line {line} is answered");
    }

    /// <summary>Queues a line's buffer.</summary>
    public void Unmask(int line)
    {
        _pairs[line].Prepare();
        _core.Run(() => _core.EventQueue!.Add(_pairs[line]));
        _world.RunUntilIdle();
    }

    public bool Poll()
    {
        if (!_running) return false;
        bool rang = false;
        foreach (var ring in _frontEnd.Rings) rang |= ring.Call.Drain();
        if (rang) _core.PollAndArm();
        return _core.Failure is { } why ? throw new FuzzException($"the hub keeps the protocol: {why.Message}", why) : rang;
    }

    /// <summary>Ends the connection at once.</summary>
    public void Dispose()
    {
        _world.Guests.Remove(this);
        _running = false;
        _core.Fail(new ObjectDisposedException(nameof(WorldGuest)));
        _frontEnd.Dispose();
    }

    private string[] ReadNames(GpioConfig config)
    {
        string[]? names = null;
        var request = new RequestTransfer(_core.Ram, 1 + (int)config.NamesSize);
        request.Prepare(GpioMessage.GetLineNames, 0, 0, (answered, why) =>
        {
            if (why is null && answered.Response[0] == (byte)GpioStatus.Ok)
                names = NameBlock.Parse(answered.Response[1..], config.LineCount);
        });
        _core.Run(() => _core.RequestQueue.Add(request));
        _world.RunUntilIdle();
        return names ?? throw new FuzzException("the names are told");
    }

    private void SetRunning(bool running)
    {
        _running = running;
        _core.SetRunning(running);
    }

    private sealed class Machine(HubWorld world) : FrontEndMachine
    {
        public override EventFd CreateEvent() => new LocalEvent();

        public override (FileDescriptor File, MemoryBacking Backing) CreateRam(ulong fileOffset, ulong size)
        {
            var ram = new LocalRam(new byte[fileOffset + size]);
            return (ram, ram.Map(fileOffset, size));
        }

        public override bool AwaitInput(UnixStream socket, TimeSpan atMost)
        {
            if (!((LocalStream)socket).IsReady && atMost > TimeSpan.Zero) world.RunHub();
            return ((LocalStream)socket).IsReady;
        }
    }
}
