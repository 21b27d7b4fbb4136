using System.Globalization;
using System.Text.RegularExpressions;

namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>What a keeper and its hub have at a moment.</summary>
/// <param name="KeeperDescriptors">How many of each kind.</param>
/// <param name="HubDescriptors">The same of the hub.</param>
/// <param name="KeeperKib">Memory that would be free if it ended.</param>
/// <param name="HubKib">The same of the hub.</param>
/// <param name="Regions">Names in the record, but those of plans: each process writes its own.</param>
/// <param name="RecordWords">Its length.</param>
internal sealed partial record Holdings(string KeeperDescriptors, string HubDescriptors, long KeeperKib, long HubKib,
    IReadOnlyList<string> Regions, ulong RecordWords)
{
    public static Holdings Of(HubProcesses processes)
    {
        int keeper = processes.Keeper(), hub = processes.Serving()!.Value;
        using var record = new RecordEditor(processes.RecordPath()!);
        return new Holdings(Kinds(keeper), Kinds(hub), HubProcesses.PrivateKib(keeper), HubProcesses.PrivateKib(hub),
            [.. record.Regions().Select(region => region.Name).Where(name => !Plan().IsMatch(name)).Order()], record.Words);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"keeper {KeeperKib} KiB and {KeeperDescriptors}; hub {HubKib} KiB and {HubDescriptors}; " +
        $"{Regions.Count} regions in {RecordWords} words");

    /// <summary>Numbers do not count: socket:[123] is a socket. Nor do the runtime's libraries, nor what it reads once of an exception's
    /// place, nor files that have just been closed.</summary>
    private static string Kinds(int pid) => string.Join(", ", HubProcesses.Descriptors(pid)
        .Where(fd => fd.Target.Length > 0 && Path.GetExtension(fd.Target) is not (".dll" or ".pdb"))
        .GroupBy(fd => Number().Replace(fd.Target, ""))
        .OrderBy(kind => kind.Key, StringComparer.Ordinal)
        .Select(kind => $"{kind.Count()} × {kind.Key}"));

    [GeneratedRegex(@"^plan\.\d+$")]
    private static partial Regex Plan();

    [GeneratedRegex(@"\[\d+\]| \(deleted\)")]
    private static partial Regex Number();
}
