using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Hub.Hosting.HotPath;

/// <summary>What the guests of a <see cref="PrivateRig"/> ask for: requests of each kind, one at a time and many at once; edges, and the
/// interrupts that they make.</summary>
/// <remarks>In the shares that a hub meets: values mostly, directions and types rarely. The runtime lays the code out for what it has
/// seen.</remarks>
internal sealed class Play
{
    private const int Outstanding = 64;
    private const int Spare = PrivateRig.Lines - 1;      // no pair of it is queued, so that its type can change at will
    private const int SinglesPerRound = 8;
    private const int RoundsPerToggle = 2;
    private const long PatienceNs = 10_000_000_000;

    private readonly PrivateRig _rig;
    private readonly BareGuest _drive;
    private readonly BareGuest _watch;
    private uint _level;

    public Play(PrivateRig rig)
    {
        (_rig, _drive, _watch) = (rig, rig.Drive, rig.Watch);
        for (int line = 0; line < PrivateRig.Lines; line++)
        {
            _drive.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
            _watch.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.In);
        }

        _watch.Arm(IrqType.EdgeBoth, Spare);
    }

    /// <summary>Rounds played.</summary>
    public int Rounds { get; private set; }

    /// <summary>Some two hundred requests and interrupts, in about twenty-five turns.</summary>
    /// <exception cref="TimeoutException">The hub did not answer.</exception>
    public void Round()
    {
        if (Rounds % RoundsPerToggle == 0) Toggle();
        else ReadAll(_drive);
        ReadAll(_watch);
        ChangeSpare();
        Rounds++;
    }

    private void ReadAll(BareGuest guest)
    {
        Read(guest, Outstanding, times: 1);
        Read(guest, 1, SinglesPerRound);
    }

    private void Read(BareGuest guest, int outstanding, int times)
    {
        for (int slot = 0; slot < outstanding; slot++) guest.Prepare(slot, GpioMessage.GetValue, slot % PrivateRig.Lines);
        for (int i = 0; i < times; i++) Request(guest, outstanding);
    }

    /// <summary>Sets every line, and waits for the interrupt of each that is armed.</summary>
    private void Toggle()
    {
        _level = 1 - _level;
        for (int line = 0; line < PrivateRig.Lines; line++) _drive.Prepare(line, GpioMessage.SetValue, line, _level);
        Request(_drive, PrivateRig.Lines);
        for (int left = Spare; left > 0; left--)
        {
            int line;
            for (long since = MonotonicClock.Now; !_watch.TryCollectEvent(out line);) Wait(since);
            _watch.Unmask(line);
        }

        _watch.Events!.EnableInterrupts();
        _watch.Events.Publish();
    }

    private void ChangeSpare()
    {
        _watch.Ask(GpioMessage.GetDirection, Spare);
        if (Rounds % RoundsPerToggle == 0) return;
        _watch.Ask(GpioMessage.SetIrqType, Spare, (uint)IrqType.EdgeRising);
        _watch.Ask(GpioMessage.SetIrqType, Spare, (uint)IrqType.None);
    }

    private void Request(BareGuest guest, int slots)
    {
        for (int slot = 0; slot < slots; slot++) guest.Requests.Submit(slot);
        guest.Requests.Publish();
        for (long since = MonotonicClock.Now; guest.Requests.Outstanding > 0;)
            if (!guest.TryCollect(out _, out _)) Wait(since);
        guest.Requests.EnableInterrupts();
    }

    private void Wait(long since)
    {
        if (_rig.Fault is { } fault) throw new InvalidOperationException(fault.Message, fault);
        if (MonotonicClock.Now - since > PatienceNs) throw new TimeoutException($"no answer within {PatienceNs / 1_000_000_000} s");
        Thread.Yield();
    }
}
