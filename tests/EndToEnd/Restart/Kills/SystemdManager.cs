using System.Globalization;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>A real systemd, as a user's service manager, with a hub as its one service: it keeps what the keeper has, and starts it
/// again.</summary>
/// <remarks>It runs in a mount namespace with a /run of its own, where it believes that systemd has booted the machine.</remarks>
internal static class SystemdManager
{
    private const string Systemd = "/lib/systemd/systemd";

    // What the service prints goes where this process prints.
    private const string Script = """
        set -e
        mount -t tmpfs none /run
        mkdir -p /run/systemd/system "$HOME/.config/systemd/user"
        mkdir -m 700 "$XDG_RUNTIME_DIR"
        cat >"$HOME/.config/systemd/user/hub.service" <<UNIT
        [Unit]
        StartLimitIntervalSec=0
        [Service]
        Type=notify
        NotifyAccess=all
        ExecStart=$PROGRAM run $RIG
        Environment=DOTNET_ROOT=$DOTNET_ROOT
        Restart=always
        RestartSec=0
        FileDescriptorStoreMax=4096
        KillMode=mixed
        StandardOutput=append:/proc/$$/fd/1
        StandardError=append:/proc/$$/fd/2
        UNIT
        exec "$SYSTEMD" --user --unit=hub.service
        """;

    /// <param name="config">The rig file; its folder is the manager's home.</param>
    public static ChildProcess Start(string config)
    {
        string home = Path.GetDirectoryName(config)!;
        string[] alone = Environment.IsPrivilegedProcess ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
        return ChildProcess.Start("systemd", "unshare", [.. alone, "sh", "-c", Script], environment: new Dictionary<string, string>
        {
            ["HOME"] = home,
            ["XDG_RUNTIME_DIR"] = Path.Combine(home, "run"),
            ["PROGRAM"] = Repository.Hub,
            ["RIG"] = config,
            ["DOTNET_ROOT"] = Repository.DotnetRoot,
            ["SYSTEMD"] = Systemd,
        });
    }

    /// <summary>How many descriptors systemd holds for the service.</summary>
    public static async Task<int> KeptAsync(string config) => int.Parse((await ChildProcess.RunAsync("systemctl", "systemctl",
        ["--user", "show", "hub.service", "-p", "NFileDescriptorStore", "--value"],
        new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = Path.Combine(Path.GetDirectoryName(config)!, "run") })).Succeeded(),
        CultureInfo.InvariantCulture);
}
