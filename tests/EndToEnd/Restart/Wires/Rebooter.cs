using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.EndToEnd.Restart.Wires;

/// <summary>A guest that connects, drives a line, reads it back and goes, again and again: a hub that is killed is somewhere in that each
/// time.</summary>
internal sealed class Rebooter : IDisposable
{
    public const string Id = "boots";

    /// <summary>CHIP/LINE of what it drives.</summary>
    public const string Address = "boots/LINE";

    /// <summary>Its part of a rig file's chips.</summary>
    public const string Chip = "  boots: { driver: sim, lines: [LINE] }";

    /// <summary>Its part of a rig file's guests: what it drives falls when it goes.</summary>
    public const string Guest = "  boots: { lines: [{ from: boots/LINE, access: inout, onRelease: low }] }";

    private const int Line = 0;

    /// <summary>Longer than any gap.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly string _socket;
    private readonly FrontEndOptions _options;
    private readonly Thread _thread;
    private volatile bool _ends;

    public Rebooter(string socket, FrontEndMachine machine)
    {
        _socket = socket;
        _options = new FrontEndOptions { Machine = machine, ReplyTimeout = AnswerLimit };
        _thread = new Thread(Run) { IsBackground = true, Name = "boots" };
        _thread.Start();
    }

    /// <summary>Times that it has come and gone; each is two edges of its line.</summary>
    public long Boots { get; private set; }

    /// <summary>Times that its connection ended before its first message was answered. Between accepting a connection and giving it to the
    /// keeper a hub has it alone: whoever connects in these microseconds has to connect again.</summary>
    public long Cut { get; private set; }

    /// <summary>Why it goes on no longer; null = all is well.</summary>
    public Exception? Failure { get; private set; }

    public void Dispose()
    {
        _ends = true;
        _thread.Join();
    }

    private void Run()
    {
        try
        {
            while (!_ends)
            {
                if (TryBoot()) Boots++;
                else Cut++;
            }
        }
        catch (Exception e)
        {
            Failure = e;
        }
    }

    private bool TryBoot()
    {
        BareGuest connected;
        try
        {
            connected = BareGuest.Connect(_socket, _options);
        }
        catch (VhostUserPeerException e) when (e.ClosedAtOnce)
        {
            return false;
        }

        using var guest = connected;
        guest.Ask(GpioMessage.SetDirection, Line, (uint)GpioDirection.In);
        Reads(guest, 0);
        guest.Ask(GpioMessage.SetValue, Line, 1);
        guest.Ask(GpioMessage.SetDirection, Line, (uint)GpioDirection.Out);
        Reads(guest, 1);
        return true;
    }

    private static void Reads(BareGuest guest, byte expected)
    {
        if (guest.Ask(GpioMessage.GetValue, Line) is var level && level != expected)
            throw new ScenarioException($"it reads {level} instead of {expected}");
    }
}
