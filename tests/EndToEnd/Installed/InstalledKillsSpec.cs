using GpioHub.EndToEnd.Restart;
using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Support;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Installed;

/// <summary>What is killed of an installed hub, hardened as its unit is, in a booted Debian, while guests count everything.</summary>
[Trait("Boots", "kernel")]
public sealed class InstalledKillsSpec(ITestOutputHelper output)
{
    private const int Answers = 5_000;

    // The rig lies where the unit sees nothing of its own accord, and its log goes where this process reads it.
    private const string Serve = """
        chown gpiohub FOLDER
        mkdir -p /run/systemd/system/gpiohub.service.d
        cat >/run/systemd/system/gpiohub.service.d/rig.conf <<UNIT
        [Service]
        ExecStart=
        ExecStart=/usr/bin/gpiohub run FOLDER/rig.yaml
        BindPaths=FOLDER
        UNIT
        systemctl daemon-reload
        systemctl start --no-block gpiohub
        exec journalctl -u gpiohub -f -n all -o cat
        """;

    [Fact(DisplayName = "Below the installed unit a hub, its keeper, or both that are killed are started again with what systemd has " +
        "kept, and nothing is lost")]
    public async Task Killed()
    {
        await using var run = await WiredRun.StartAsync(pairs: 1, seed: 11, swaps: false, manager: Boot);
        for (int i = 0; i < 4; i++)
        {
            await run.AnsweredAsync(Answers);
            int hub = run.Processes.Serving()!.Value, keeper = run.Processes.Keeper();
            await HubProcesses.KillAsync(i switch { 0 => [hub], 1 => [keeper], 2 => [keeper, hub], _ => [hub, keeper] });
        }

        await run.AnsweredAsync(Answers);
        output.WriteLine(await run.AccountAsync(epoch: 5));
    }

    private static ChildProcess Boot(string config)
    {
        string folder = Path.GetDirectoryName(config)!;
        string script = Serve.Replace("FOLDER", folder, StringComparison.Ordinal);
        return BootedDebian.StartAsync([$"{folder}:{folder}:rw"], script).GetAwaiter().GetResult();
    }
}
