using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>Starts a program in a process group of its own, with this process's standard streams and one more descriptor.</summary>
/// <remarks>Without <c>System.Diagnostics.Process</c>, which neither passes descriptors on nor makes process groups.</remarks>
public static unsafe class ProcessStart
{
    /// <summary>Room for any C library's structs of &lt;spawn.h&gt;, and for its sigset_t.</summary>
    private const int Opaque = 1024;

    private const int MaskBytes = 128;

    /// <param name="program">Its path, as bytes without a zero.</param>
    /// <param name="arguments">The first is the program's name by custom.</param>
    /// <param name="environment">NAME=VALUE each.</param>
    /// <param name="passed">Becomes <paramref name="number"/> there.</param>
    /// <exception cref="ErrnoException">ENOENT: no such program; EACCES: not to be run; …</exception>
    public static ProcessFile Start(
        byte[] program, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, SafeHandle passed, int number)
    {
        byte* actions = stackalloc byte[Opaque], attributes = stackalloc byte[Opaque], mask = stackalloc byte[MaskBytes];
        bool held = false;
        passed.DangerousAddRef(ref held);
        // SAFETY: the C library's structs are smaller than their room; the strings live until the call has returned.
        _ = Libc.posix_spawn_file_actions_init(actions);
        _ = Libc.posix_spawnattr_init(attributes);
        nint arg = 0, env = 0, path = 0;
        try
        {
            (arg, env, path) = (Strings(arguments), Strings(environment), Text(program));
            _ = Libc.posix_spawn_file_actions_adddup2(actions, (int)passed.DangerousGetHandle(), number);
            _ = Libc.sigemptyset(mask);
            _ = Libc.posix_spawnattr_setsigmask(attributes, mask);
            _ = Libc.sigaddset(mask, Libc.SIGPIPE);                    // the runtime ignores it, and an ignored signal is inherited
            _ = Libc.posix_spawnattr_setsigdefault(attributes, mask);
            _ = Libc.posix_spawnattr_setpgroup(attributes, 0);
            _ = Libc.posix_spawnattr_setflags(attributes,
                Libc.POSIX_SPAWN_SETPGROUP | Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK);
            int child = 0;
            int errno = Libc.posix_spawn(&child, (byte*)path, actions, attributes, (byte**)arg, (byte**)env);
            return errno == 0 ? ProcessFile.Open(child) : throw new ErrnoException("posix_spawn", errno);
        }
        finally
        {
            Free(arg, arguments.Count);
            Free(env, environment.Count);
            NativeMemory.Free((void*)path);
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
            if (held) passed.DangerousRelease();
        }
    }

    /// <summary>Strings that end in a zero each, such as /proc/self/environ has them.</summary>
    public static List<byte[]> Split(ReadOnlySpan<byte> strings)
    {
        var split = new List<byte[]>();
        while (!strings.IsEmpty)
        {
            int end = strings.IndexOf((byte)0);
            if (end < 0) end = strings.Length;
            split.Add(strings[..end].ToArray());
            strings = strings[Math.Min(end + 1, strings.Length)..];
        }

        return split;
    }

    private static nint Strings(IReadOnlyList<byte[]> strings)
    {
        // SAFETY: one pointer for each string and one for the end.
        byte** all = (byte**)NativeMemory.AllocZeroed((nuint)(strings.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < strings.Count; i++) all[i] = (byte*)Text(strings[i]);
        return (nint)all;
    }

    private static nint Text(byte[] bytes)
    {
        // SAFETY: one byte more than is copied, for the zero.
        byte* text = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(text, bytes.Length));
        return (nint)text;
    }

    private static void Free(nint strings, int count)
    {
        if (strings == 0) return;
        // SAFETY: made by Strings, with count texts.
        for (int i = 0; i < count; i++) NativeMemory.Free(((byte**)strings)[i]);
        NativeMemory.Free((void*)strings);
    }
}
