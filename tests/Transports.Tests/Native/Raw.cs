using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GpioHub.Transports.Tests.Native;

/// <summary>Plain writes to descriptors, past the types under test.</summary>
internal static class Raw
{
    public static void Write(SafeHandle fd, ulong value)
    {
        using var file = new SafeFileHandle(fd.DangerousGetHandle(), ownsHandle: false);
        RandomAccess.Write(file, BitConverter.GetBytes(value), 0);
    }
}
