using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Tests.Support;

/// <summary>A back-end that answers messages and touches no ring: the test plays the device, in the front-end's own memory.</summary>
/// <remarks>Of the protocol features it has CONFIG and BACKEND_REQ alone, so it acknowledges nothing. One connection after
/// another.</remarks>
internal sealed class RinglessPeer : IDisposable
{
    private readonly VirtioFeatures _offered;
    private readonly ConcurrentQueue<(FrontEndRequest Request, uint First, uint Second)> _heard = new();
    private readonly List<(UnixStream Socket, Thread Thread)> _connections = [];

    public RinglessPeer(VirtioFeatures offered) =>
        _offered = offered | VirtioFeatures.ProtocolFeatures | VirtioFeatures.Version1 | VirtioFeatures.Irq
            | VirtioFeatures.IndirectDescriptors | VirtioFeatures.EventIdx;

    /// <summary>What GET_VRING_BASE answers for a ring.</summary>
    public Func<uint, uint> BaseOf { get; set; } = _ => 0;

    /// <summary>The front-end's end of a new connection.</summary>
    public UnixStream Connect()
    {
        (UnixStream theirs, UnixStream ours) = UnixStream.Pair();
        var thread = new Thread(() =>
        {
            Serve(ours);
            ours.EndSending();
        })
        {
            IsBackground = true,
            Name = "ringless-peer",
        };
        _connections.Add((ours, thread));
        thread.Start();
        return theirs;
    }

    /// <summary>The first 8 bytes of each message of a kind that has come, as two words.</summary>
    public (uint First, uint Second)[] Heard(FrontEndRequest request) =>
        [.. _heard.Where(message => message.Request == request).Select(message => (message.First, message.Second))];

    public void Dispose()
    {
        foreach (var (socket, thread) in _connections)
        {
            socket.EndSending();
            thread.Join();
            socket.Dispose();
        }
    }

    private void Serve(UnixStream socket)
    {
        byte[] head = new byte[WireHeader.Length];
        while (Fill(socket, head))
        {
            var header = MemoryMarshal.Read<WireHeader>(head);
            byte[] payload = new byte[header.Size];
            if (!Fill(socket, payload)) return;
            uint[] words = new uint[2];
            payload.AsSpan(0, Math.Min(payload.Length, 2 * sizeof(uint))).CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
            _heard.Enqueue((header.Request, words[0], words[1]));
            if (Answer(header.Request, payload, words[0]) is { } answer) Say(socket, header.Request, answer);
        }
    }

    private byte[]? Answer(FrontEndRequest request, byte[] payload, uint first) => request switch
    {
        FrontEndRequest.GetFeatures => FrontEndWire.Of((ulong)_offered),
        FrontEndRequest.GetProtocolFeatures => FrontEndWire.Of((ulong)(ProtocolFeatures.Config | ProtocolFeatures.BackendReq)),
        FrontEndRequest.GetVringBase => FrontEndWire.VringState(first, BaseOf(first)),
        FrontEndRequest.GetConfig => Config(payload),
        _ => null,
    };

    private static byte[] Config(byte[] asked)
    {
        new GpioConfig(LineCount: 4, NamesSize: 0).Read(MemoryMarshal.Read<uint>(asked), asked.AsSpan(FrontEndWire.ConfigHeaderSize));
        return asked;
    }

    private static void Say(UnixStream socket, FrontEndRequest request, byte[] payload)
    {
        var header = new WireHeader(request, WireHeader.Reply, (uint)payload.Length);
        socket.Send([.. MemoryMarshal.AsBytes(new ReadOnlySpan<WireHeader>(in header)), .. payload], []);
    }

    /// <returns>false: the front-end has gone, or the test has ended.</returns>
    private static bool Fill(UnixStream socket, Span<byte> buffer)
    {
        List<FileDescriptor> fds = [];
        for (int have = 0; have < buffer.Length;)
        {
            int got = socket.Receive(buffer[have..], fds, out _);
            fds.ForEach(fd => fd.Dispose());
            fds.Clear();
            if (got == 0 || (got < 0 && !Readiness.WaitToRead(socket, (int)Rig.Patience.TotalMilliseconds))) return false;
            have += Math.Max(got, 0);
        }

        return true;
    }
}
