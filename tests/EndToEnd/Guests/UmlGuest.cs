using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>User-Mode Linux: a kernel that is an ordinary process and a vhost-user front-end by itself.</summary>
/// <remarks>Its first console, on stdin and stdout, carries the commands; the kernel's messages go to the second one, on stderr.</remarks>
public sealed class UmlGuest : LinuxGuest
{
    private readonly string _stateFolder;

    private UmlGuest(string name, string stateFolder, ChildProcess process) : base(name)
    {
        _stateFolder = stateFolder;
        Process = process;
        Shell = new GuestShell(name, process.Input, process.Output, () => process.Log.Tail);
    }

    protected override ChildProcess Process { get; }

    protected override GuestShell Shell { get; }

    /// <param name="socket">The hub's socket for this guest.</param>
    public static Task<UmlGuest> BootAsync(GuestKit kit, string name, string socket) =>
        BootAsync(kit, name, "48M", $"virtio_uml.device={socket}:41");

    /// <summary>Boots one whose device tree has the hub's device, and users of its lines.</summary>
    /// <param name="tree">A file of the repository, in which "SOCKET" stands for the socket.</param>
    public static async Task<UmlGuest> BootWithTreeAsync(GuestKit kit, string name, string socket, string tree)
    {
        string folder = Directory.CreateTempSubdirectory("gpiohub-tree-").FullName;
        try
        {
            return await BootAsync(kit, name, "48M", $"dtb={await DeviceTree.CompileAsync(tree, socket, folder)}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);      // the kernel has read it
        }
    }

    /// <summary>Boots one with a kernel command line of its own.</summary>
    /// <param name="memory">Such as 48M.</param>
    public static async Task<UmlGuest> BootAsync(GuestKit kit, string name, string memory, params string[] words)
    {
        ArgumentNullException.ThrowIfNull(kit);
        string state = Directory.CreateTempSubdirectory("gpiohub-uml-").FullName;
        // A User-Mode Linux that panics sends SIGTERM to its whole process group: it gets one of its own.
        string[] arguments =
        [
            kit.UmlKernel, $"mem={memory}", $"initrd={kit.Initramfs}", "rdinit=/init", $"uml_dir={state}", "umid=guest",
            "con=null", "con0=fd:0,fd:1", "con1=null,fd:2", "console=tty1", "quiet", "serve=/dev/tty0", .. words,
        ];
        var guest = new UmlGuest(name, state, ChildProcess.Start(name, "setsid", arguments, rawOutput: true));
        try
        {
            await guest.Shell.GreetingAsync();
            return guest;
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Shell.Dispose();
        Directory.Delete(_stateFolder, recursive: true);
    }
}
