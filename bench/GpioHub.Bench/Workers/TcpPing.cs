using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GpioHub.Bench.Statistics;
using GpioHub.Transports.Native;

namespace GpioHub.Bench.Workers;

/// <summary>The links' floor, first half: sends a message over TCP, blocks until it comes back, and counts half of that time.</summary>
/// <remarks>As long as an edge is with nothing around it. A pause of as many ms as the row has between its edges: who has slept wakes up
/// slower.</remarks>
internal sealed class TcpPing : IWorker
{
    /// <summary>Bytes.</summary>
    public const int MessageLength = 24;

    private readonly Socket _peer;
    private readonly byte[] _message = new byte[MessageLength];
    private readonly int _pauseMs;
    private readonly Meter _meter = new(hub: null);

    public TcpPing(WorkerArguments arguments)
    {
        _pauseMs = arguments.Number("pause");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(arguments.Text("port") + ".new", port);
        File.Move(arguments.Text("port") + ".new", arguments.Text("port"));     // whole when it is there
        _peer = listener.AcceptSocket();
        _peer.NoDelay = true;
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        for (; MonotonicClock.Now < _meter.EndNs && !_meter.Latencies.Full; count++)
        {
            if (_pauseMs > 0) Thread.Sleep(_pauseMs);
            long before = MonotonicClock.Now;
            _peer.Send(_message);
            if (!TcpPong.Take(_peer, _message)) throw new InvalidOperationException("the other half has ended");
            _meter.Latencies.Add((MonotonicClock.Now - before) / 2);
        }

        return _meter.Stop(count);
    }

    public void Dispose() => _peer.Dispose();
}
