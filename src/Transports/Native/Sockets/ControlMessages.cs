using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The control data of recvmsg and sendmsg: cmsghdrs, each followed by its payload, each aligned to a word.</summary>
internal static unsafe class ControlMessages
{
    private const int Word = sizeof(ulong);

    // A socket inherited with these options set may also bring credentials and a security label.
    private const int OtherMessages = 256;

    /// <summary>Bytes of control data to have room for: all descriptors that one message can carry. With less room the kernel closes the
    /// rest on this thread, and waits if closing waits.</summary>
    internal static readonly int ReceiveRoom = Space(UnixStream.MaxFds) + OtherMessages;

    /// <summary>CMSG_SPACE of <paramref name="count"/> descriptors.</summary>
    internal static int Space(int count) => sizeof(Libc.cmsghdr) + Align(count * sizeof(int));

    /// <summary>Receives without waiting.</summary>
    /// <param name="fds">Gets the descriptors that came along; null = they are closed.</param>
    /// <param name="flags">More than what makes it not wait: MSG_PEEK.</param>
    /// <returns>As recvmsg: bytes, 0 at the end, −1 with errno.</returns>
    internal static nint Receive(
        SafeHandle socket, Span<byte> buffer, List<FileDescriptor>? fds, out bool controlTruncated, int flags = 0) =>
        Receive(socket, buffer, fds, out controlTruncated, out _, flags);

    /// <inheritdoc cref="Receive(SafeHandle, Span{byte}, List{FileDescriptor}?, out bool, int)"/>
    /// <param name="sender">The process that sent it, if the socket asks for that (SO_PASSCRED); 0 = not told, or outside this pid
    /// namespace.</param>
    [SkipLocalsInit]
    internal static nint Receive(
        SafeHandle socket, Span<byte> buffer, List<FileDescriptor>? fds, out bool controlTruncated, out int sender, int flags = 0)
    {
        sender = 0;
        byte* control = stackalloc byte[ReceiveRoom];
        fixed (byte* bytes = buffer)
        {
            var iov = new Libc.iovec { iov_base = bytes, iov_len = (nuint)buffer.Length };
            var message = new Libc.msghdr { msg_iov = &iov, msg_iovlen = 1, msg_control = control, msg_controllen = (nuint)ReceiveRoom };
            // SAFETY: the one iovec covers the pinned buffer exactly, msg_controllen is the size of control.
            nint got = Libc.recvmsg(socket, &message, Libc.MSG_DONTWAIT | Libc.MSG_CMSG_CLOEXEC | flags);
            controlTruncated = got >= 0 && (message.msg_flags & Libc.MSG_CTRUNC) != 0;
            // SAFETY: the kernel has set msg_controllen to what it wrote, at most what it was given.
            if (got >= 0) sender = Collect(new ReadOnlySpan<byte>(control, (int)message.msg_controllen), fds);
            return got;
        }
    }

    /// <summary>Takes ownership of every descriptor found, or closes it.</summary>
    /// <returns>The sender's process id; 0 = not told.</returns>
    private static int Collect(ReadOnlySpan<byte> control, List<FileDescriptor>? fds)
    {
        int found = 0, sender = 0;
        while (control.Length >= sizeof(Libc.cmsghdr))
        {
            var header = MemoryMarshal.Read<Libc.cmsghdr>(control);
            if (header.cmsg_len < (nuint)sizeof(Libc.cmsghdr) || header.cmsg_len > (nuint)control.Length) return sender;
            int length = (int)header.cmsg_len;
            if (header is { cmsg_level: Libc.SOL_SOCKET, cmsg_type: Libc.SCM_RIGHTS })
            {
                ReadOnlySpan<byte> payload = control[sizeof(Libc.cmsghdr)..length];
                for (; payload.Length >= sizeof(int); payload = payload[sizeof(int)..])
                {
                    // A descriptor that nobody will keep is not examined.
                    bool examine = fds is not null && found++ < UnixStream.MaxReceivedFds;
                    FileDescriptor fd = FileDescriptor.Received(MemoryMarshal.Read<int>(payload), examine);
                    if (fds is null) fd.Dispose();
                    else fds.Add(fd);
                }
            }
            else if (header is { cmsg_level: Libc.SOL_SOCKET, cmsg_type: Libc.SCM_CREDENTIALS }
                && length >= sizeof(Libc.cmsghdr) + sizeof(Libc.ucred))
            {
                sender = MemoryMarshal.Read<Libc.ucred>(control[sizeof(Libc.cmsghdr)..]).pid;
            }

            control = control[Math.Min(Align(length), control.Length)..];
        }

        return sender;
    }

    /// <summary>Writes one SCM_RIGHTS message and holds a reference on each handle; the caller releases as many references as this
    /// returns.</summary>
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
