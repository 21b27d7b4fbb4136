using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The failure of a system call.</summary>
public sealed class ErrnoException : IOException
{
    /// <param name="call">The C name of the call and, where it helps, what it was about: <c>connect /run/x.sock</c>.</param>
    /// <param name="errno">The errno value, &gt; 0; the message carries its strerror text.</param>
    public ErrnoException(string call, int errno)
        : base($"{call}: {Marshal.GetPInvokeErrorMessage(errno)} ({ErrnoCode.NameOf(errno)})")
    {
        Call = call;
        Errno = errno;
    }

    /// <summary>The C name of the call that failed.</summary>
    public string Call { get; }

    /// <summary>The errno value, &gt; 0.</summary>
    public int Errno { get; }

    /// <summary>The exception for the call that has just failed on this thread.</summary>
    internal static ErrnoException Last(string call) => new(call, Marshal.GetLastPInvokeError());
}
