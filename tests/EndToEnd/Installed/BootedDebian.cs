using System.Globalization;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Installed;

/// <summary>A Debian 12 with systemd as its process 1, in namespaces of this machine's kernel. What is written in it is gone when it
/// ends.</summary>
/// <remarks>Source: boot.sh in this folder, and build/rootfs.sh.</remarks>
public sealed class BootedDebian : IAsyncDisposable
{
    // As the package does: units, user, folders, program.
    private const string Install = """
        cp /mnt/share/systemd/*.service /mnt/share/systemd/*.socket /lib/systemd/system/
        cp /mnt/share/sysusers.d/* /usr/lib/sysusers.d/
        cp /mnt/share/tmpfiles.d/* /usr/lib/tmpfiles.d/
        ln -s ../lib/gpiohub/gpiohub /usr/bin/gpiohub
        systemd-sysusers
        """;

    private const string Booted = "booted ", Wait = "sleep infinity";

    private readonly ChildProcess _machine;
    private readonly int _init;

    private BootedDebian(ChildProcess machine, int init) => (_machine, _init) = (machine, init);

    /// <summary>Boots one that has the hub's units, and the program under test where the package puts it.</summary>
    public static async Task<BootedDebian> BootAsync() => await BootedAsync(await StartAsync([], Wait));

    /// <summary>Boots one that has nothing of the hub's.</summary>
    /// <param name="packages">A folder of the host, seen as /srv.</param>
    public static async Task<BootedDebian> BootBareAsync(string packages) =>
        await BootedAsync(await StartAsync([$"{packages}:/srv"], Wait, arrange: ""));

    private static async Task<BootedDebian> BootedAsync(ChildProcess machine)
    {
        try
        {
            string booted = await machine.Printed.LineAsync(
                line => line.StartsWith(Booted, StringComparison.Ordinal), "the machine to boot");
            return new BootedDebian(machine, int.Parse(booted[Booted.Length..], CultureInfo.InvariantCulture));
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a machine for one script, which ends with it.</summary>
    /// <param name="shared">Folders of the host, as boot.sh has them.</param>
    /// <param name="script">Run by its shell once it has booted.</param>
    /// <param name="arrange">Run in it before.</param>
    public static async Task<ChildProcess> StartAsync(IEnumerable<string> shared, string script, string arrange = Install)
    {
        string rootfs = (await ChildProcess.RunAsync("rootfs.sh", Path.Combine(Repository.Root, "build/rootfs.sh"), [],
            within: TimeSpan.FromMinutes(10))).Succeeded();
        string[] program =
        [
            $"{Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)}:/usr/lib/gpiohub",
            $"{Repository.DotnetRoot}:/usr/share/dotnet", $"{Path.Combine(Repository.Root, "share")}:/mnt/share",
        ];
        return ChildProcess.Start("booted Debian", Path.Combine(Repository.Root, "tests/EndToEnd/Installed/boot.sh"),
            [rootfs, .. arrange.Length > 0 ? program : [], .. shared, "--", "sh", "-c", script],
            environment: new Dictionary<string, string> { ["ARRANGE"] = arrange });
    }

    /// <summary>Runs a command line in its shell, as root.</summary>
    public Task<Answer> TryAsync(string command) => ChildProcess.RunAsync("in the machine:", "nsenter",
        ["-t", _init.ToString(CultureInfo.InvariantCulture), "-a", "sh", "-c", command]);

    /// <summary>Runs one that must succeed; if not, the unit's log says why.</summary>
    public async Task<string> RunAsync(string command)
    {
        var answer = await TryAsync(command);
        if (answer.Code == 0) return answer.Output;
        var log = await TryAsync("journalctl -u gpiohub --no-pager -o cat -n 60");
        throw new ScenarioException($"{command}: exit code {answer.Code}\n{answer.Log}\n{log.Output}");
    }

    /// <summary>Asks again and again until the output is as wanted.</summary>
    public Task<string> UntilAsync(string command, Predicate<string> wanted) =>
        Patience.UntilAsync(() => RunAsync(command), output => wanted(output), output => $"{command}: {output}");

    /// <summary>One property of a unit, as systemctl show has it.</summary>
    public Task<string> PropertyAsync(string name) => RunAsync($"systemctl show gpiohub -p {name} --value");

    /// <summary>A path in it, as this process can open and connect to it.</summary>
    public string Outside(string path) => string.Create(CultureInfo.InvariantCulture, $"/proc/{_init}/root{path}");

    public async ValueTask DisposeAsync()
    {
        // In order, so that the machine's control groups are removed.
        if (!_machine.HasExited) await Signals.TerminateAsync(_machine.Id);
        await _machine.ExitAsync();
        await _machine.DisposeAsync();
    }
}
