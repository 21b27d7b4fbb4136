using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>What a keeper tells the process that is to be the hub from now on.</summary>
/// <param name="EndedNs">When the hub before ended, CLOCK_MONOTONIC; 0 = there was none, or nobody knows.</param>
/// <param name="How">How it ended, for a person; "" = there was none, or it was asked to.</param>
/// <param name="Fresh">Why nothing of the hub before is handed on, for a person; null = all that is kept is.</param>
internal sealed record GoWords(long EndedNs, EndedBy By, string How, string? Fresh)
{
    /// <summary>There was no hub before.</summary>
    public static readonly GoWords First = new(0, EndedBy.Unknown, "", null);

    private const int Try = 20, MostTries = 500;

    /// <summary>Sends it with everything that is kept, in as many messages as that takes.</summary>
    /// <returns>False: that process has ended.</returns>
    public bool TrySend(PacketSocket line, KeptTable table, int restarts)
    {
        try
        {
            var names = new List<string>(table.Names);
            for (int from = 0; ;)
            {
                int count = Math.Min(UnixStream.MaxFds, names.Count - from);
                var fds = new SafeHandle[count];
                for (int i = 0; i < count; i++) fds[i] = table.Find(names[from + i])!;
                string part = string.Join(':', names.GetRange(from, count));
                from += count;
                string text = $"{KeeperText.Go}\nnames={part}\nmore={(from < names.Count ? 1 : 0)}\nrestarts={restarts}\n" +
                    string.Create(CultureInfo.InvariantCulture, $"ended={EndedNs}\nby={(int)By}\nhow={KeeperText.OneLine(How)}") +
                    (Fresh is null ? "" : $"\nfresh={KeeperText.OneLine(Fresh)}");
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                for (int tries = 0; !line.Send(bytes, fds); tries++)
                {
                    if (tries == MostTries) return false;
                    line.WaitForRoom(Try);          // it reads while it starts; so many descriptors may not be under way at once
                }

                if (from >= names.Count) return true;
            }
        }
        catch (ErrnoException)
        {
            return false;
        }
    }

    /// <summary>Reads one of its messages.</summary>
    public static GoWords Read(string text) => new(KeeperText.Number(text, "ended"), (EndedBy)KeeperText.Number(text, "by"),
        KeeperText.Value(text, "how") ?? "", KeeperText.Value(text, "fresh"));
}
