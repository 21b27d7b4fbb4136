using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>Finds differences of the process's own settings: most stay as they were when it started.</summary>
internal static class HubDiff
{
    /// <returns><paramref name="target"/> with the settings that the hub can change, and with what follows from those that it
    /// cannot.</returns>
    public static RigPlan Applied(RigPlan old, RigPlan target, ImmutableArray<RigChange>.Builder changes,
        ImmutableArray<RigRefusal>.Builder refused)
    {
        var (before, wanted) = (old.Hub, target.Hub);
        void Refuse<T>(string key, T has, T asked)
        {
            if (!EqualityComparer<T>.Default.Equals(has, asked))
                refused.Add(new RigRefusal("hub", $"hub.{key} is as at the start of the hub; another one needs a restart"));
        }

        Refuse("sockets", before.SocketFolder, wanted.SocketFolder);
        if (before.SocketFolder == wanted.SocketFolder) Refuse("sockets", before.ControlSocket, wanted.ControlSocket);
        Refuse("controlMode", before.ControlMode, wanted.ControlMode);
        Refuse("controlGroup", before.ControlGroup, wanted.ControlGroup);
        Refuse("viewMode", before.ViewMode, wanted.ViewMode);
        Refuse("viewGroup", before.ViewGroup, wanted.ViewGroup);
        Refuse("http", before.Http, wanted.Http);
        Refuse("reactors", before.Reactors, wanted.Reactors);
        Refuse("poll", before.Poll, wanted.Poll);
        Refuse("rehearse", before.Rehearse, wanted.Rehearse);
        Refuse("packedRings", before.PackedRings, wanted.PackedRings);
        Refuse("keep", before.Keep, wanted.Keep);
        Refuse("standby", before.Standby, wanted.Standby);
        Refuse("watchdog", before.Watchdog, wanted.Watchdog);
        if (before.Recorder != wanted.Recorder)
            refused.Add(new RigRefusal("recorder", "recorder is as at the start of the hub; another one needs a restart"));

        var tokens = TokenDiff.Between(before.Tokens, wanted.Tokens);
        if (tokens.Refused is { } why) refused.Add(new RigRefusal("hub", why));
        bool sameNames = before.HttpNames.SequenceEqual(wanted.HttpNames);
        var now = before with
        {
            ConfigPath = wanted.ConfigPath,
            Watch = wanted.Watch,
            HttpNames = sameNames ? before.HttpNames : wanted.HttpNames,
            Tokens = tokens.Target,
        };
        List<string> said = [.. tokens.Changes];
        if (now.Watch != before.Watch) said.Add($"hub.watch {(now.Watch ? "false to true" : "true to false")}");
        if (!sameNames) said.Add("hub.httpNames: other names");
        if (said.Count == 0 && now != before) said.Add($"the file is {now.ConfigPath}, not {before.ConfigPath}");
        changes.AddRange(said.Select(text => new HubChanged(now, text)));
        return target with
        {
            Hub = now,
            Guests = [.. target.Guests.Select(guest => InFolder(guest, wanted.SocketFolder, before.SocketFolder))],
        };
    }

    /// <summary>Puts a default socket into the folder of sockets, which stays.</summary>
    private static GuestPlan InFolder(GuestPlan guest, string wanted, string folder) =>
        wanted != folder && Path.GetDirectoryName(guest.SocketPath) == wanted
            ? guest with { SocketPath = Path.Combine(folder, Path.GetFileName(guest.SocketPath)) }
            : guest;
}
