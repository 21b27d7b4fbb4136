using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Packages;

/// <summary>A Debian 12 of its own to install in: build/rootfs.sh's, under a layer in memory, in namespaces of its own. Nobody boots it;
/// all of it, what it mounts and runs included, goes with this.</summary>
internal sealed class DebianRoot : IAsyncDisposable
{
    private const string Made = "made";

    // The last shell is the first process of the namespace: all others end with it, and it ends when nobody holds its input.
    private const string Script = """
        set -e
        mount -t tmpfs none "$LAYER"
        mkdir "$LAYER/upper" "$LAYER/work" "$LAYER/root"
        cd "$LAYER/root"
        mount -t overlay -o "lowerdir=$BELOW,upperdir=$LAYER/upper,workdir=$LAYER/work" none "$LAYER/root"
        cd "$LAYER/root"
        mount -t proc proc proc
        mount -t sysfs sysfs sys -o ro
        mount -t devpts devpts dev/pts -o newinstance,ptmxmode=0666
        mount -t tmpfs none run -o noexec,nosuid,nodev
        exec chroot . sh -c 'echo made; read -r _'
        """;

    private readonly ChildProcess _first;
    private readonly string _layer;
    private readonly string _id;

    private DebianRoot(ChildProcess first, string layer, string id) => (_first, _layer, _id) = (first, layer, id);

    /// <summary>Its root folder, as the host sees it.</summary>
    public string Folder => $"/proc/{_id}/root";

    public static async Task<DebianRoot> StartAsync()
    {
        string below = (await ChildProcess.RunAsync("rootfs.sh", Path.Combine(Repository.Root, "build/rootfs.sh"), [],
            within: TimeSpan.FromMinutes(10))).Succeeded();
        string layer = Directory.CreateTempSubdirectory("gpiohub-debian-").FullName;
        var first = ChildProcess.Start("debian", "unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", Script],
            environment: new Dictionary<string, string> { ["BELOW"] = below, ["LAYER"] = layer });
        await first.Log.LineAsync(line => line == Made, "a Debian to install in");
        string id = (await File.ReadAllTextAsync($"/proc/{first.Id}/task/{first.Id}/children")).Trim();
        return new DebianRoot(first, layer, id);
    }

    /// <summary>Has it see a file of the host's at this path.</summary>
    /// <returns>The path in it.</returns>
    public string Put(string file)
    {
        string path = Path.Combine("/srv", Path.GetFileName(file));
        File.Copy(file, Folder + path, overwrite: true);
        return path;
    }

    /// <summary>Runs a command of a shell in it, as root, with nothing of this process's environment.</summary>
    public Task<Answer> RunAsync(string command) => ChildProcess.RunAsync("debian", "nsenter", Words(command));

    /// <summary>Starts a command that goes on until it is stopped.</summary>
    public ChildProcess Start(string command) => ChildProcess.Start(command, "nsenter", Words($"exec {command}"));

    /// <summary>Installs packages as apt does from files; what they depend on has to be there.</summary>
    /// <returns>What apt and the packages' scripts said.</returns>
    public async Task<string> InstallAsync(params string[] packages) =>
        (await RunAsync($"apt-get install -qq --no-install-recommends {string.Join(' ', packages.Select(Put))} 2>&1"))
        .Succeeded();

    /// <summary>Every path in it that a package could leave behind: not the records of dpkg and apt, no user and no group, and not what
    /// .NET leaves of a process that is killed.</summary>
    public async Task<SortedSet<string>> PathsAsync()
    {
        string[] others =
        [
            "/var/lib/dpkg/*", "/var/lib/apt/*", "/var/cache/*", "/var/log/*", "/srv/*", "/etc/*-", "/tmp/clr-*", "/tmp/dotnet-*",
        ];
        string all = (await RunAsync($"find / -xdev {string.Concat(others.Select(path => $"! -path '{path}' "))}; find /run")).Succeeded();
        return new SortedSet<string>(all.Split('\n'), StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        Directory.Delete(_layer);
    }

    private string[] Words(string command) =>
    [
        "--target", _id, "--mount", "--pid", "--root", "--wd", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
        "DEBIAN_FRONTEND=noninteractive", "sh", "-c", command,
    ];
}
