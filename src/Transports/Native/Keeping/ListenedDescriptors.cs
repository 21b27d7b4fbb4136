using System.Globalization;

namespace GpioHub.Transports.Native;

/// <summary>The descriptors that a service manager passes on to a process that it starts (sd_listen_fds(3)).</summary>
public static class ListenedDescriptors
{
    private const int First = 3;

    /// <summary>What the names of sockets begin with at which a service manager listens (systemd.socket(5)). The others it was asked to
    /// keep.</summary>
    internal const string Given = "listen/";

    /// <summary>Takes them over: each becomes close-on-exec at once, since this process starts others. To be called once.</summary>
    /// <param name="variable">Reads an environment variable; null = not set.</param>
    /// <param name="processId">Of this process: what was meant for another is not touched.</param>
    /// <returns>By name; of several with one name the last. Sockets that are given (<see cref="GivenSockets"/>) get names of their own:
    /// those of one unit all have the same.</returns>
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
            if (!IsOfTheStore(name) && Listens(descriptor)) name = string.Create(CultureInfo.InvariantCulture, $"{Given}{i}/{name}");
            if (found.Remove(name, out var former)) former.Dispose();
            found[name] = descriptor;
        }

        return found;
    }

    /// <summary>Whether a descriptor of that name is given to whoever serves, not left by who served before.</summary>
    public static bool IsGiven(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Given, StringComparison.Ordinal);
    }

    // What a hub has kept of its own listeners. Units may name theirs as they like: a guest may be called "view".
    private static bool IsOfTheStore(string name) => name is "control" or "view" || name.StartsWith("g/", StringComparison.Ordinal);

    private static bool Listens(FileDescriptor descriptor)
    {
        try
        {
            return SocketOptions.Get(descriptor, Libc.SO_ACCEPTCONN) != 0;
        }
        catch (ErrnoException)
        {
            return false;       // no socket
        }
    }
}
