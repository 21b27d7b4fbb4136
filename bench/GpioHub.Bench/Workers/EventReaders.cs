using System.Net.Sockets;
using System.Text;
using GpioHub.Bench.Processes;
using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>"drive" toggles a line in bursts, and readers connected as <c>gpiohub mon</c> is (GET /v1/events) take every edge. The next
/// burst begins when the last reader has read the last edge of the one before: no reader lags, so none is left out.</summary>
internal sealed class EventReaders : IWorker
{
    private const int Burst = 64;

    private readonly BareGuest _drive;
    private readonly Socket[] _readers;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly byte[] _last;
    private readonly Meter _meter;

    public EventReaders(WorkerArguments arguments)
    {
        _meter = new Meter(arguments.Hub);
        _drive = BareGuest.Connect(arguments.Socket("drive"));
        _drive.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out);
        for (int slot = 0; slot < Burst; slot++) _drive.Prepare(slot, GpioMessage.SetValue, line: 0, (uint)(slot + 1) & 1);
        _readers = new Socket[arguments.Number("readers")];
        _last = new byte[_readers.Length];
        for (int reader = 0; reader < _readers.Length; reader++)
        {
            _readers[reader] = ControlSocket.ConnectAsync(arguments.Text("folder")).Result;
            _readers[reader].ReceiveTimeout = 10_000;
            _readers[reader].Send(Encoding.ASCII.GetBytes("GET /v1/events?line=bench/0 HTTP/1.1\r\nHost: hub\r\n\r\n"));
            Read(reader, documents: 1);     // the snapshot
        }
    }

    /// <remarks>Counts edges, each of them once.</remarks>
    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        for (; MonotonicClock.Now < _meter.EndNs; count += Burst)
        {
            for (int slot = 0; slot < Burst; slot++) _drive.Requests.Submit(slot);
            _drive.Requests.DisableInterrupts();
            _drive.Requests.Publish();
            for (int reader = 0; reader < _readers.Length; reader++) Read(reader, Burst);
            while (_drive.Requests.Outstanding > 0)
                if (!_drive.TryCollect(out _, out _)) Thread.Yield();       // the hub may share this CPU
        }

        return _meter.Stop(count);
    }

    public void Dispose()
    {
        _drive.Dispose();
        foreach (Socket reader in _readers) reader.Dispose();
    }

    // A document ends with a brace and a newline, and nothing else does: not the lines of HTTP's chunks.
    private void Read(int reader, int documents)
    {
        while (documents > 0)
        {
            int got = _readers[reader].Receive(_buffer);
            if (got == 0) throw new InvalidOperationException("the hub has ended a stream of events");
            foreach (byte next in _buffer.AsSpan(0, got))
            {
                if (next == '\n' && _last[reader] == '}') documents--;
                _last[reader] = next;
            }
        }
    }
}
