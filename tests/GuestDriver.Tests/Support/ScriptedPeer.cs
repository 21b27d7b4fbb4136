using System.Runtime.InteropServices;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;

namespace GpioHub.GuestDriver.Tests.Support;

/// <summary>A back-end's end of a socket, on which a test writes every byte by hand.</summary>
internal sealed class ScriptedPeer : IDisposable
{
    public ScriptedPeer()
    {
        (Theirs, Socket) = UnixStream.Pair();
    }

    /// <summary>The front-end's end; whoever takes it owns it.</summary>
    public UnixStream Theirs { get; }

    public UnixStream Socket { get; }

    /// <summary>Writes a message, before or after it is asked for: a socket allows both.</summary>
    public void Say(uint request, uint flags, byte[] payload, params SafeHandle[] fds)
    {
        uint[] header = [request, flags, (uint)payload.Length];
        Socket.Send([.. MemoryMarshal.AsBytes<uint>(header), .. payload], fds);
    }

    public void Say(FrontEndRequest request, ulong value) => Say((uint)request, WireHeader.Reply, BitConverter.GetBytes(value));

    /// <summary>Answers the next message only once it has come, so that no answer comes before its question.</summary>
    public Task AnswerAsync(Action answer) => Task.Run(() =>
    {
        if (!Readiness.WaitToRead(Socket, (int)Rig.Patience.TotalMilliseconds)) throw new TimeoutException("the front-end sent nothing");
        var bytes = new byte[4096];
        List<FileDescriptor> fds = [];
        Socket.Receive(bytes, fds, out _);
        fds.ForEach(fd => fd.Dispose());
        answer();
    });

    public void Dispose() => Socket.Dispose();
}
