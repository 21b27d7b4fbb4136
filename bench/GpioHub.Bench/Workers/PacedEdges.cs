using System.Net.Sockets;
using System.Text;
using GpioHub.Bench.Processes;
using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>"drive" toggles a line at a given rate. In every other run, beginning with the second, a reader takes the edges as a page
/// does: in batches of 20 ms.</summary>
/// <remarks>A run counts the edges that were driven. One that was driven and not read fails a run that reads.</remarks>
internal sealed class PacedEdges : IWorker
{
    private const int Burst = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly BareGuest _drive;
    private readonly Meter _meter;
    private readonly string _folder;
    private readonly long _pauseNs;
    private bool _reads = true;

    public PacedEdges(WorkerArguments arguments)
    {
        (_meter, _folder) = (new Meter(arguments.Hub), arguments.Text("folder"));
        _pauseNs = Burst * 1_000_000_000L / arguments.Number("rate");
        _drive = BareGuest.Connect(arguments.Socket("drive"));
        _drive.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out);
        for (int slot = 0; slot < Burst; slot++) _drive.Prepare(slot, GpioMessage.SetValue, line: 0, (uint)(slot + 1) & 1);
    }

    public Sample Run(int milliseconds)
    {
        _reads = !_reads;
        using var reader = _reads ? new Reader(_folder) : null;
        _meter.Start(milliseconds);
        long count = 0;
        for (long next = MonotonicClock.Now; next < _meter.EndNs; next += _pauseNs)
        {
            while (MonotonicClock.Now < next) Thread.Sleep(0);
            for (int slot = 0; slot < Burst; slot++) _drive.Requests.Submit(slot);
            _drive.Requests.Publish();
            while (_drive.Requests.Outstanding > 0)
                if (!_drive.TryCollect(out _, out _)) Thread.Yield();
            count += Burst;
        }

        var sample = _meter.Stop(count);
        if (reader?.MissingOf(count) is > 0 and var missing) throw new InvalidOperationException($"{missing} edges were not read");
        return sample;
    }

    public void Dispose() => _drive.Dispose();

    /// <summary>A reader on a thread of its own, which counts rows.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly Socket _socket;
        private readonly Thread _thread;
        private int _snapshotBraces = 1;                       // that close in the snapshot before its last one: it has one line
        private long _rows;
        private long _wanted = long.MaxValue;

        public Reader(string folder)
        {
            _socket = ControlSocket.ConnectAsync(folder).Result;
            _socket.Send(Encoding.ASCII.GetBytes("GET /v1/events?line=bench/0&batch=20ms HTTP/1.1\r\nHost: hub\r\n\r\n"));
            _socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            var began = new ManualResetEventSlim();
            _thread = new Thread(() => Count(began)) { IsBackground = true };
            _thread.Start();
            began.Wait(Patience);
        }

        /// <summary>Waits for that many edges.</summary>
        /// <returns>How many never came.</returns>
        public long MissingOf(long count)
        {
            Volatile.Write(ref _wanted, count);
            long end = MonotonicClock.Now + (long)Patience.TotalNanoseconds;
            while (Volatile.Read(ref _rows) < count && MonotonicClock.Now < end) Thread.Yield();
            return count - Volatile.Read(ref _rows);
        }

        public void Dispose()
        {
            _socket.Dispose();
            _thread.Join();
        }

        // A chunk of HTTP may end between any two bytes, so single ones are counted. A batch has two braces that open and one bracket
        // beside those of its rows; the first names line and cause, in a bracket each.
        private void Count(ManualResetEventSlim began)
        {
            byte[] buffer = new byte[1 << 16];
            (long brackets, long braces, bool batches) = (0, 0, false);
            try
            {
                for (int got; (got = _socket.Receive(buffer)) > 0; began.Set())
                {
                    foreach (byte next in buffer.AsSpan(0, got))
                    {
                        if (batches && next == '[') brackets++;
                        else if (batches && next == '{') braces++;
                        else if (next == '}' && !batches) batches = _snapshotBraces-- == 0;
                    }

                    Volatile.Write(ref _rows, Math.Max(0, brackets - (braces / 2) - 2));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The run is over.
            }
        }
    }
}
