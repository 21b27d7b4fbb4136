using System.Globalization;

namespace GpioHub.Transports.Native;

/// <summary>The descriptors that a service manager passes on to a process that it starts (sd_listen_fds(3)).</summary>
public static class ListenedDescriptors
{
    private const int First = 3;

    /// <summary>Takes them over: each becomes close-on-exec at once, since this process starts others. To be called once.</summary>
    /// <param name="variable">Reads an environment variable; null = not set.</param>
    /// <param name="processId">Of this process: what was meant for another is not touched.</param>
    /// <returns>By name; of several with one name the last.</returns>
    public static Dictionary<string, FileDescriptor> Take(Func<string, string?> variable, int processId)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var found = new Dictionary<string, FileDescriptor>(StringComparer.Ordinal);
        if (!int.TryParse(variable("LISTEN_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out int meant) || meant != processId)
            return found;
        if (!int.TryParse(variable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count)) return found;
        string[] names = (variable("LISTEN_FDNAMES") ?? "").Split(':');
        for (int i = 0; i < Math.Min(count, 1 << 16); i++)
        {
            var descriptor = new FileDescriptor(First + i);
            try
            {
                FdInfo.SetCloseOnExec(descriptor);
            }
            catch (ErrnoException)
            {
                descriptor.SetHandleAsInvalid();       // it is not open: the count is wrong
                continue;
            }

            string name = i < names.Length ? names[i] : "unknown";
            if (found.Remove(name, out var former)) former.Dispose();
            found[name] = descriptor;
        }

        return found;
    }
}
