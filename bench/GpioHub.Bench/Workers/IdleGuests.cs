using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>Many guests, connected, every line an input with its interrupt armed, and silent. With drive=1 every line is an output that
/// drives low.</summary>
internal sealed class IdleGuests : IWorker
{
    private readonly BareGuest[] _guests;
    private readonly Meter _meter;

    public IdleGuests(WorkerArguments arguments)
    {
        _meter = new Meter(arguments.Hub);
        _guests = [.. arguments.Sockets().Select(socket => BareGuest.Connect(socket))];
        bool drives = arguments.Flag("drive");
        foreach (BareGuest guest in _guests)
        {
            for (int line = 0; line < guest.Lines; line++)
                guest.Ask(GpioMessage.SetDirection, line, (uint)(drives ? GpioDirection.Out : GpioDirection.In));
            if (!drives) guest.Arm(IrqType.EdgeBoth, guest.Lines);
        }
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        Thread.Sleep(milliseconds);
        return _meter.Stop(count: 1);
    }

    public void Dispose()
    {
        foreach (BareGuest guest in _guests) guest.Dispose();
    }
}
