using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <pwd.h>
    [StructLayout(LayoutKind.Sequential)]
    internal struct @passwd
    {
        internal byte* pw_name;
        internal byte* pw_passwd;
        internal uint pw_uid;
        internal uint pw_gid;
        internal byte* pw_gecos;
        internal byte* pw_dir;
        internal byte* pw_shell;
    }

    /// <returns>0, or an errno value (it does not set errno).</returns>
    [LibraryImport("libc")]
    internal static partial int getpwuid_r(uint uid, passwd* pwd, byte* buf, nuint buflen, passwd** result);

    /// <returns>0, or an errno value (it does not set errno).</returns>
    [LibraryImport("libc")]
    internal static partial int getgrgid_r(uint gid, group* grp, byte* buf, nuint buflen, group** result);
}
