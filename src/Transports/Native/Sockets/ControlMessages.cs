using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The control data of recvmsg and sendmsg: cmsghdrs, each followed by its payload, each aligned to a word.</summary>
internal static unsafe class ControlMessages
{
    private const int Word = sizeof(ulong);

    // Beside the descriptors, credentials and a security label may come along on a socket inherited with those options set.
    private const int OtherMessages = 256;

    /// <summary>Bytes of control data that <see cref="UnixStream.Receive"/> has room for.</summary>
    internal static readonly int ReceiveRoom = Space(UnixStream.MaxReceivedFds) + OtherMessages;

    /// <summary>CMSG_SPACE of <paramref name="count"/> descriptors.</summary>
    internal static int Space(int count) => sizeof(Libc.cmsghdr) + Align(count * sizeof(int));

    /// <summary>Owns every descriptor found.</summary>
    internal static void Collect(ReadOnlySpan<byte> control, List<FileDescriptor> fds)
    {
        while (control.Length >= sizeof(Libc.cmsghdr))
        {
            var header = MemoryMarshal.Read<Libc.cmsghdr>(control);
            if (header.cmsg_len < (nuint)sizeof(Libc.cmsghdr) || header.cmsg_len > (nuint)control.Length) return;
            int length = (int)header.cmsg_len;
            if (header is { cmsg_level: Libc.SOL_SOCKET, cmsg_type: Libc.SCM_RIGHTS })
            {
                ReadOnlySpan<byte> payload = control[sizeof(Libc.cmsghdr)..length];
                for (; payload.Length >= sizeof(int); payload = payload[sizeof(int)..])
                    fds.Add(FileDescriptor.Received(MemoryMarshal.Read<int>(payload)));
            }
            control = control[Math.Min(Align(length), control.Length)..];
        }
    }

    /// <summary>Writes one SCM_RIGHTS message and holds a reference on each handle; the caller releases as many as are returned.</summary>
    internal static int Fill(Span<byte> control, ReadOnlySpan<SafeHandle> fds)
    {
        if (fds.IsEmpty) return 0;
        control.Clear();
        var header = new Libc.cmsghdr
        {
            cmsg_len = (nuint)(sizeof(Libc.cmsghdr) + (fds.Length * sizeof(int))),
            cmsg_level = Libc.SOL_SOCKET,
            cmsg_type = Libc.SCM_RIGHTS,
        };
        MemoryMarshal.Write(control, in header);
        int referenced = 0;
        try
        {
            for (; referenced < fds.Length; referenced++)
            {
                bool held = false;
                fds[referenced].DangerousAddRef(ref held);
                int number = (int)fds[referenced].DangerousGetHandle();
                MemoryMarshal.Write(control[(sizeof(Libc.cmsghdr) + (referenced * sizeof(int)))..], in number);
            }
            return referenced;
        }
        catch
        {
            while (referenced > 0) fds[--referenced].DangerousRelease();
            throw;
        }
    }

    private static int Align(int length) => (length + Word - 1) & -Word;
}
