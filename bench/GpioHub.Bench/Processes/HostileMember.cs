using System.Net;

namespace GpioHub.Bench.Processes;

/// <summary>A host of the rig that sends another's hub as much as that takes of what costs most for its length: heartbeats in TLS records
/// of a byte each. Over one connection: of a host that has more, Akka.Remote ends the older ones, and so it would that
/// of the real host beside it.</summary>
/// <remarks>A thread makes records ahead, and waits while the hub does not read.</remarks>
internal sealed class HostileMember : IDisposable
{
    private const int HeartbeatsAtOnce = 128, Uid = 77;

    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(500);

    private static readonly byte[] s_heartbeat = AkkaFrame.Of(2, AkkaFrame.Number(1, 3));

    private readonly ManualResetEventSlim _floods = new();
    private readonly TlsFlow _flow;
    private long _records;

    /// <param name="hub">Where it listens.</param>
    /// <param name="certificates">Folder with the rig's: it shows that of h1.</param>
    public HostileMember(IPEndPoint hub, string certificates)
    {
        _flow = new TlsFlow(hub, certificates);
        byte[] origin =
        [
            .. AkkaFrame.Field(1, "rig"u8), .. AkkaFrame.Field(2, "h-h1"u8), .. AkkaFrame.Number(3, 1),
            .. AkkaFrame.Field(4, "rig.ssl.tcp"u8),
        ];
        byte[] handshake = [.. AkkaFrame.Field(1, origin), .. AkkaFrame.Fixed(2, Uid)];
        _flow.Send(AkkaFrame.Of(2, [.. AkkaFrame.Number(1, 1), .. AkkaFrame.Field(2, handshake)]));
        new Thread(Flood) { IsBackground = true }.Start();
    }

    public bool IsFlooding
    {
        set
        {
            if (value) _floods.Set();
            else _floods.Reset();
        }
    }

    /// <summary>Why it has sent no more; null = it sends, or would.</summary>
    public string? Ended { get; private set; }

    /// <summary>TLS records that have gone into the connections.</summary>
    public long Records => Interlocked.Read(ref _records);

    public void Dispose()
    {
        _flow.Dispose();
        _floods.Set();                                                     // who waits finds its connection closed
    }

    private void Flood()
    {
        byte[] batch = [.. Enumerable.Repeat(s_heartbeat, HeartbeatsAtOnce).SelectMany(frame => frame)];
        try
        {
            while (true)
            {
                if (!_floods.Wait(s_beat))
                {
                    _flow.Send(s_heartbeat);                               // or Akka.Remote takes the connection for dead
                    continue;
                }

                _flow.SendEachByte(batch);
                Interlocked.Add(ref _records, batch.Length);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Ended = e.Message;                                             // the hub has cut it off, or the measurement is over
        }
    }
}
