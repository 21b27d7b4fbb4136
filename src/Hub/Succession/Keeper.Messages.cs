using System.Globalization;
using System.Text;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Succession;

/// <content>What its hubs and its signals tell a keeper.</content>
internal sealed partial class Keeper
{
    private const int HangUp = 1 << 1, UserSignals = 1 << 10 | 1 << 12, Ends = 1 << 2 | 1 << 3 | 1 << 15;

    private int _heldBack;

    /// <summary>Reads every datagram that is there. Who is none of its own is ignored, whatever it says, and counted.</summary>
    private void Drain()
    {
        while (true)
        {
            _received.Clear();
            int got = _notify.Receive(_buffer, _received, out int sender);
            if (got < 0) return;
            if (ByNumber(sender) is { } child) Heard(child, Encoding.UTF8.GetString(_buffer, 0, got));
            else _strangers++;
            foreach (var unused in _received) unused.Dispose();
        }
    }

    private Offspring? ByNumber(int processId) =>
        processId == _brood.Hub.Process.ProcessId ? _brood.Hub
        : processId == _standby.Process?.Process.ProcessId ? _standby.Process
        : processId == _takeover.Candidate?.Process.ProcessId ? _takeover.Candidate
        : null;

    private void Heard(Offspring child, string text)
    {
        if (KeeperText.Value(text, KeeperText.Listens) is not null) child.Listens = true;
        if (KeeperText.Value(text, KeeperText.StandsBy) is not null)
        {
            child.Ready = true;
            TellState();
        }

        if (child == _takeover.Candidate) _takeover.HeardOfCandidate(child, text);
        if (child != _brood.Hub) return;                // the rest only a hub may say

        if (KeeperText.Value(text, "FDSTORE") == "1" && _received.Count > 0 && KeeperText.Value(text, "FDNAME") is { } stored)
        {
            _table.Store(stored, _received[0]);
            _received.RemoveAt(0);
        }
        else if (KeeperText.Value(text, "FDSTOREREMOVE") == "1" && KeeperText.Value(text, "FDNAME") is { } removed)
        {
            _table.Remove(removed);
        }

        if (KeeperText.Value(text, KeeperText.Keep) == "0") child.Kept = false;
        if (KeeperText.Value(text, KeeperText.WantsStandby) is { } wanted) child.WantsStandby = wanted == "1";
        if (KeeperText.Value(text, "WATCHDOG_USEC") is not null) child.WatchdogNs = KeeperText.Number(text, "WATCHDOG_USEC") * 1000;
        if (KeeperText.Value(text, "WATCHDOG") == "1") child.HeardNs = MonotonicClock.Now;
        if (KeeperText.Value(text, "STOPPING") == "1") child.WatchdogNs = 0;
        if (KeeperText.Value(text, "STATUS") is { } status) _upstream?.Send($"STATUS={status}");
        if (KeeperText.Value(text, "RELOADING") == "1")
            _upstream?.Send($"RELOADING=1\nMONOTONIC_USEC={KeeperText.Number(text, "MONOTONIC_USEC")}");
        if (KeeperText.Value(text, KeeperText.Reloaded) == "1") _upstream?.Send("READY=1");
        if (KeeperText.Value(text, "READY") == "1") HubIsUp();
        _takeover.HeardOfHub(text);
    }

    private void HubIsUp()
    {
        _brood.Hub.Ready = true;
        _brood.Hub.HeardNs = MonotonicClock.Now;
        _deaths = (0, 0);
        _upstream?.Send("READY=1");
        _standby.HubIsUp();
        TellState();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);   // nothing more happens for long
    }

    /// <summary>Passes signals on. What a hub that reads its command line would die of waits until it handles signals.</summary>
    private void Forward()
    {
        _heldBack |= _signals.Take();
        if (_heldBack == 0) return;
        if ((_heldBack & Ends) != 0)
        {
            _brood.StopAsked = true;
            _upstream?.Send("STOPPING=1");
            _standby.End();
            _takeover.End();
        }

        int now = _brood.Hub.Listens ? _heldBack : _heldBack & Ends;
        _heldBack &= ~now & (HangUp | UserSignals);
        for (int number = 1; now != 0 && number < 32; number++)
            if ((now & (1 << number)) != 0) _brood.Hub.Process.Signal(number);
    }

    /// <summary>Tells the hub what it cannot know by itself.</summary>
    private void TellState() => _brood.Say(string.Create(CultureInfo.InvariantCulture,
        $"{KeeperText.State}\nkeeper={(_upstream is null ? "keeper" : "systemd")}\nstandby={_standby.State}\n" +
        $"restarts={_brood.Restarts}\nstrangers={_strangers}"));
}
