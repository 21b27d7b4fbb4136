using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <grp.h>
    [StructLayout(LayoutKind.Sequential)]
    internal struct @group
    {
        internal byte* gr_name;
        internal byte* gr_passwd;
        internal uint gr_gid;
        internal byte** gr_mem;
    }

    /// <returns>0, or an errno value (it does not set errno).</returns>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int getgrnam_r(string name, group* grp, byte* buf, nuint buflen, group** result);
}
