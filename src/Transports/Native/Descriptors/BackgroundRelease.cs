using System.Collections.Concurrent;

namespace GpioHub.Transports.Native;

/// <summary>A thread that does slow releases, so that a reactor does not: large mappings, and descriptors whose closing can wait for
/// another process.</summary>
/// <remarks>
/// After a virtual machine was killed, the last process that unmaps its memory frees all of it, which takes a tenth of a second or more per
/// GiB. And close() waits for the server of a FUSE file, or for the peer of a lingering TCP socket. A front-end may send either, or leave
/// them unread in a socket that is closed here.
/// </remarks>
internal static class BackgroundRelease
{
    private const int LongestQueue = 256;   // our limit: a front-end that maps faster than this unmaps cannot use up the address space

    private static readonly BlockingCollection<Resource> Queue = new(LongestQueue);

    private static readonly bool HasThread = TryStart();

    internal static void Unmap(nint address, nuint length) => Release(new Resource(address, length, -1));

    internal static void Close(int fd) => Release(new Resource(0, 0, fd));

    /// <summary>Returns when everything that was handed over before is released.</summary>
    internal static void Settle()
    {
        if (!HasThread) return;
        using var settled = new ManualResetEventSlim();
        Queue.Add(new Resource(0, 0, -1, settled));
        settled.Wait();
    }

    private static void Release(Resource resource)
    {
        if (!HasThread || !Queue.TryAdd(resource)) resource.Release();   // no thread, or full: release it here, however long that takes
    }

    // A handle that is disposed of must not throw, also where no thread is to be had.
    private static bool TryStart()
    {
        try
        {
            new Thread(Run) { Name = "release", IsBackground = true }.Start();
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private static void Run()
    {
        foreach (Resource resource in Queue.GetConsumingEnumerable()) resource.Release();
    }

    /// <summary>A mapping, a descriptor (≥ 0) or an event to set.</summary>
    private readonly record struct Resource(nint Address, nuint Length, int Fd, ManualResetEventSlim? Settled = null)
    {
        public void Release()
        {
            if (Settled is not null) Settled.Set();
            else if (Fd >= 0) _ = Libc.close(Fd);
            else _ = Libc.munmap(Address, Length);
        }
    }
}
