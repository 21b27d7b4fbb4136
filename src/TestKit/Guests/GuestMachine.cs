using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Models;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.TestKit.Guests;

/// <summary>A guest from boot to power-off: a front-end, the rings' driver, and a driver model for each line.</summary>
internal sealed class GuestMachine : IRigMachine
{
    private readonly Rig _rig;
    private readonly string _guest;
    private readonly IDriverModel _model;
    private readonly VhostUserFrontEnd _frontEnd;
    private bool _running;

    public GuestMachine(Rig rig, string guest, IDriverModel model)
    {
        (_rig, _guest, _model) = (rig, guest, model);
        _frontEnd = rig.Connect(guest);
        Core = new DriverCore(_frontEnd);
        rig.Machines.Add(this);
        Probe();
    }

    public DriverCore Core { get; private set; }

    public Journal Journal => _rig.Journal;

    public TimeSpan Now => _rig.Time.Now;

    /// <summary>By line number.</summary>
    public DriverLine[] Lines { get; private set; } = [];

    /// <summary>The names as the device told them; "" = none.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    public bool IsPaused => !_running;

    public bool Poll()
    {
        if (!_running) return false;
        bool rang = false;
        foreach (var ring in _frontEnd.Rings) rang |= ring.Call.Drain();
        if (rang) Core.PollAndArm();
        return Core.Failure is { } why ? throw new ScenarioException($"{_guest}: the hub broke the protocol: {why.Message}", why) : rang;
    }

    /// <summary>Runs something on the driver; what it queues is published.</summary>
    public void Run(Action action)
    {
        Core.Run(action);
        _rig.RunUntilIdle();
    }

    public void Later(Action action) => _rig.Later(action);

    /// <summary>Runs something after a while, unless the guest has ended by then.</summary>
    public void At(TimeSpan after, Action action) => _rig.Time.At(Now + after, () =>
    {
        if (_rig.Machines.Contains(this)) action();
    });

    /// <summary>Sends a message. Under the core's lock.</summary>
    public void Send(string row, GpioMessage message, ushort line, uint value, Action<GpioReply> answered)
    {
        string said = Words(message, value);
        bool gets = message is GpioMessage.GetValue or GpioMessage.GetDirection;
        Journal.Add(row, EntryKind.Message, $"asks {said}");
        Core.Send(message, line, value, (request, why) =>
        {
            if (why is not null) return;                          // the guest has ended
            bool ok = request.Reply.Status == GpioStatus.Ok;
            Journal.Add(row, ok ? EntryKind.Message : EntryKind.Refused,
                $"{said} is answered {(ok ? "OK" : "ERR")}{(ok && gets ? $", {request.Reply.Value}" : "")}");
            answered(request.Reply);
        });
    }

    /// <summary>Pauses the virtual machine: the rings are stopped (VU-45).</summary>
    public void Pause() => Core.Run(() =>
    {
        SetRunning(false);
        _frontEnd.Stop();
    });

    public void Resume()
    {
        Core.Run(() =>
        {
            _frontEnd.Start();
            SetRunning(true);
        });
        Core.PollAndArm();
    }

    /// <summary>Reboots the guest: device reset, everything forgotten, probed anew.</summary>
    public void Reset()
    {
        Core.Run(() =>
        {
            SetRunning(false);
            _frontEnd.Reset();
            Core.AbandonAll(new VhostUserPeerException("the guest reboots"));
        });
        Core = new DriverCore(_frontEnd);
        Probe();
    }

    /// <summary>Switches the guest off: rings stopped, then the connection closed.</summary>
    public void ShutDown()
    {
        Core.Run(() =>
        {
            SetRunning(false);
            _frontEnd.Stop();
            _frontEnd.Close();
        });
        Dispose();
    }

    /// <summary>Ends the guest from one instant to the next.</summary>
    public void Dispose()
    {
        _rig.Machines.Remove(this);
        _running = false;
        Core.Fail(new ObjectDisposedException(_guest));
        _frontEnd.Dispose();
    }

    private void Probe()
    {
        if (!GpioConfig.TryDecode(_frontEnd.GetConfig(0, GpioConfig.Size), out var config))
            throw new ScenarioException($"{_guest}: no config space");
        Core.Run(() =>
        {
            _frontEnd.Start();
            SetRunning(true);
        });
        Core.PollAndArm();
        Names = [.. Enumerable.Repeat("", config.LineCount)];
        if (config.NamesSize > 0) Core.Run(() => Core.RequestQueue.Add(NamesRequest(config)));
        _rig.RunUntilIdle();
        Lines = [.. Names.Select((name, line) => new DriverLine(this, (ushort)line, Row(name, line), _model))];
    }

    private static string Words(GpioMessage message, uint value) => message switch
    {
        GpioMessage.GetValue or GpioMessage.GetDirection => $"{message}",
        GpioMessage.SetIrqType => $"{message} {(IrqType)value}",
        GpioMessage.SetDirection => $"{message} {(GpioDirection)value}",
        _ => $"{message} {value}",
    };

    private string Row(string name, int line) => $"{_guest}/{(name.Length > 0 ? name : line)}";

    private RequestTransfer NamesRequest(GpioConfig config)
    {
        var request = new RequestTransfer(_frontEnd.Ram, 1 + (int)config.NamesSize);
        request.Prepare(GpioMessage.GetLineNames, 0, 0, (answered, why) =>
        {
            if (why is null && answered.Response[0] == (byte)GpioStatus.Ok)
                Names = NameBlock.Parse(answered.Response[1..], config.LineCount);
        });
        return request;
    }

    private void SetRunning(bool running)
    {
        _running = running;
        Core.SetRunning(running);
    }
}
