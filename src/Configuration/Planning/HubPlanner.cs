using System.Net;
using System.Text;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>The settings that guests take over from the hub.</summary>
internal sealed record SocketDefaults(string Folder, string ControlSocket, string ViewSocket, UnixFileMode Mode, string? Group);

/// <summary>Makes a <see cref="HubPlan"/> from <c>hub</c>. Source: IF-1.6.</summary>
internal static class HubPlanner
{
    /// <param name="hub">Null = all defaults.</param>
    public static (HubPlan Plan, SocketDefaults Sockets) Plan(
        MapValues? hub, Mark top, HostIdentity host, TokenPlanner tokens, ReadContext context)
    {
        hub ??= new MapValues(new MapNode(top, 1, [], Flow: false), "hub");
        string folder = hub.TryGet(HubFormat.Sockets, out string configured)
            ? Absolute(configured, hub.AtOf(HubFormat.Sockets))
            : host.DefaultSocketFolder;
        string control = Path.Combine(folder, "control.sock");
        CheckLength(control, hub.AtOf(HubFormat.Sockets), hub.PathOf(HubFormat.Sockets), context);

        var plan = new HubPlan(
            top.File,
            folder,
            control,
            hub.Get(HubFormat.ControlMode),
            hub.Get(HubFormat.ControlGroup),
            hub.Get(HubFormat.Http),
            hub.Get(HubFormat.Reactors),
            hub.Get(HubFormat.Poll))
        {
            Watch = hub.Get(HubFormat.Watch),
            Rehearse = hub.Get(HubFormat.Rehearse),
            PackedRings = hub.Get(HubFormat.PackedRings),
            Keep = hub.Get(HubFormat.Keep),
            Standby = hub.Get(HubFormat.Standby),
            Watchdog = hub.Get(HubFormat.Watchdog),
            ViewMode = hub.Get(HubFormat.ViewMode),
            ViewGroup = hub.Get(HubFormat.ViewGroup),
            HttpNames = hub.TryGet(HubFormat.HttpNames, out var names) ? [.. names.Where(name => name.Ok).Select(name => name.Value!)] : [],
            Tokens = tokens.Plan(hub),
        };
        CheckReach(plan, hub, context);
        return (plan, new SocketDefaults(folder, control, plan.ViewSocket, hub.Get(HubFormat.SocketMode), hub.Get(HubFormat.SocketGroup)));
    }

    /// <summary>Reports a listener that other machines reach and that lets everybody in, and tokens that nobody can use.</summary>
    private static void CheckReach(HubPlan plan, MapValues hub, ReadContext context)
    {
        if (hub.IsWrong(HubFormat.Http) || hub.IsWrong(HubFormat.Tokens)) return;
        bool named = hub.TryGet(HubFormat.Tokens, out var items) && !items.IsEmpty;
        if (plan.Http is { } http && !IPAddress.IsLoopback(http.Address) && !named)
        {
            context.Log.Error(hub.AtOf(HubFormat.Http), hub.PathOf(HubFormat.Http),
                $"other machines reach {http}; expected hub.tokens beside it, or 127.0.0.1:{http.Port}");
        }

        if (plan.Http is null && named)
            context.Log.Warn(hub.AtOf(HubFormat.Tokens), hub.PathOf(HubFormat.Tokens), $"nobody can use them: hub.http is off");
        if (!plan.HttpNames.IsEmpty && (plan.Http is null || IPAddress.IsLoopback(plan.Http.Address)))
        {
            context.Log.Warn(hub.AtOf(HubFormat.HttpNames), hub.PathOf(HubFormat.HttpNames),
                $"no other machine reaches hub.http; the names count for another address only");
        }
    }

    /// <summary>Makes a path absolute: it is relative to the file in which it stands.</summary>
    public static string Absolute(string path, Mark at) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(at.File)) ?? "/"));

    /// <summary>Reports a path that no Unix socket can have.</summary>
    /// <returns>False if it was reported.</returns>
    public static bool CheckLength(string socket, Mark at, string keyPath, ReadContext context)
    {
        int bytes = Encoding.UTF8.GetByteCount(socket);
        if (bytes <= Limits.SocketPathBytes) return true;
        context.Log.Error(at, keyPath,
            $"the path {Shown.Quoted(socket)} has {bytes} bytes; a Unix socket's has at most {Limits.SocketPathBytes}");
        return false;
    }
}
