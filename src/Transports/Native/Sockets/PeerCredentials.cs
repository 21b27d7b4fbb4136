using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The process at the other end of a Unix socket when it connected or listened (SO_PEERCRED).</summary>
/// <param name="ProcessId">0 if that process is outside this pid namespace.</param>
/// <param name="UserId">Effective user id.</param>
/// <param name="GroupId">Effective group id.</param>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId)
{
    /// <summary>The process's name as <c>ps</c> has it, printable, ≤ 15 characters; "?" when it is gone or cannot be seen.</summary>
    public string ProcessName => ProcessId > 0 ? ProcessNames.Of(ProcessId) : "?";

    /// <summary>The peer of a Unix socket; null = it is no Unix socket, or has none.</summary>
    public static PeerCredentials? TryOf(SafeHandle socket)
    {
        try
        {
            return Of(socket) is { UserId: not uint.MaxValue } peer ? peer : null;     // the kernel's answer for a socket of another kind
        }
        catch (Exception e) when (e is ErrnoException or ObjectDisposedException)
        {
            return null;
        }
    }

    internal static unsafe PeerCredentials Of(SafeHandle socket)
    {
        Libc.ucred cred = default;
        uint size = (uint)sizeof(Libc.ucred);
        // SAFETY: at most size bytes are written to a local of that size.
        int result = Libc.getsockopt(socket, Libc.SOL_SOCKET, Libc.SO_PEERCRED, &cred, &size);
        return result == 0 ? new(cred.pid, cred.uid, cred.gid) : throw ErrnoException.Last("getsockopt SO_PEERCRED");
    }
}

internal static class ProcessNames
{
    internal static string Of(int processId)
    {
        try
        {
            // A process may name itself as it likes; its name must not steer a terminal or a log.
            string comm = File.ReadAllText($"/proc/{processId}/comm").TrimEnd('\n');
            return comm.Length == 0 ? "?" : string.Create(comm.Length, comm, (to, from) =>
            {
                for (int i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? '?' : from[i];
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "?";
        }
    }
}
